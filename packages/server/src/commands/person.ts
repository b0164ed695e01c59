import { Command } from 'commander'
import { z } from 'zod'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import {
  invitePerson,
  listPeople,
  makePasswordReset,
  operatorCaller,
  suspendPerson,
} from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type PersonOptions = Options & RemoteOptions & { readonly json?: boolean }

const operator = ({ tenant }: App) => operatorCaller(tenant.tenant, tenant.id)
const json = (command: Command) => withUrl(withData(command)).option('--json', 'one JSON object')

/** `azukari person list|invite|suspend|reset-password` */
export function personCommand(): Command {
  const invited = json(new Command('invite'))
    .argument('<name>')
    .argument('<user-name>')
    .argument('<email>')
    .option('--locale <language>', 'en or ja', 'en')
  return new Command('person')
    .description(
      'people on the staff: who is there, inviting and suspending them, links for who forgot a password',
    )
    .addCommand(json(new Command('list')).action(list))
    .addCommand(invited.action(invite))
    .addCommand(json(new Command('suspend')).argument('<person>', 'per_…').action(suspend))
    .addCommand(json(new Command('reset-password')).argument('<person>', 'per_…').action(resetPassword))
}

const person = z.object({ id: z.string(), name: z.string(), userName: z.string(), state: z.string() })
const page = z.object({ items: z.array(person), next: z.string().optional() })

async function list(options: PersonOptions): Promise<void> {
  const remote = remoteOf(options)
  const ask = remote
    ? (after: string | undefined) =>
        remote.get(`/people${after === undefined ? '' : `?after=${after}`}`, page)
    : undefined
  const people = ask
    ? await all(ask)
    : await withKept(options, (app) =>
        all(async (after) => {
          const found = await listPeople(app.people, app.tenant.tenant, { after })
          return { items: found.people.map((one) => person.parse(one)), next: found.next }
        }),
      )
  if (options.json) sayJson({ ok: true, people })
  else for (const one of people) say(`${one.id} ${one.userName} ${one.state} ${one.name}`)
}

type Page = { readonly items: readonly z.output<typeof person>[]; readonly next?: string | undefined }

async function all(ask: (after: string | undefined) => Promise<Page>): Promise<z.output<typeof person>[]> {
  const people: z.output<typeof person>[] = []
  let after: string | undefined
  do {
    const { items, next } = await ask(after)
    people.push(...items)
    after = next
  } while (after !== undefined)
  return people
}

const invitation = z.object({ person: z.string(), link: z.string(), expires: z.string() })

async function invite(
  name: string,
  userName: string,
  email: string,
  options: PersonOptions & { readonly locale: string },
): Promise<void> {
  const asked = { name, userName, email, locale: options.locale === 'ja' ? 'ja' : 'en' }
  const remote = remoteOf(options)
  const made = remote
    ? await remote.post('/people/invitations', asked, invitation)
    : await withKept(options, async (app) => {
        telling(app)
        const { person: id, link, expiresMs } = await invitePerson(app.people, operator(app), asked)
        return { person: id, link, expires: new Date(expiresMs).toISOString() }
      })
  if (options.json) sayJson({ ok: true, ...made })
  else {
    say(`${made.person} was invited until ${made.expires}. The link works once; give it to its person only:`)
    say(`  ${made.link}`)
  }
}

/** Links of a command are for where `serve` listens. */
function telling({ configuration: { port, tls }, people: { site } }: App): void {
  site.listening(`${tls ? 'https' : 'http'}://localhost:${port}`)
}

async function resetPassword(id: string, options: PersonOptions): Promise<void> {
  const remote = remoteOf(options)
  const made = remote
    ? await remote.post(`/people/${encodeURIComponent(id)}/password-reset`, undefined, invitation)
    : await withKept(options, async (app) => {
        telling(app)
        const { person, link, expiresMs } = await makePasswordReset(app.people, operator(app), id)
        return { person, link, expires: new Date(expiresMs).toISOString() }
      })
  if (options.json) sayJson({ ok: true, ...made })
  else {
    say(
      `Until ${made.expires} ${made.person} chooses another password with this link and a second factor of theirs:`,
    )
    say(`  ${made.link}`)
  }
}

async function suspend(id: string, options: PersonOptions): Promise<void> {
  const remote = remoteOf(options)
  const { ended } = remote
    ? await remote.post(`/people/${encodeURIComponent(id)}/suspend`, undefined, z.object({ ended: z.int() }))
    : await withKept(options, async (app) => ({
        ended: (await suspendPerson(app.people, operator(app), id)).sessions,
      }))
  if (options.json) sayJson({ ok: true, id, ended })
  else say(`suspended; ${ended} sessions ended`)
}
