import { Command } from 'commander'
import { breakGlass } from '../access/index.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

interface BreakGlassOptions extends Options {
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly locale: string
  readonly reason?: string
  readonly lockedOut?: boolean
  readonly replace?: boolean
  readonly json?: boolean
}

/** `azukari break-glass`: the machine's operator makes the next administrator when nobody is left who could. */
export function breakGlassCommand(): Command {
  return withData(new Command('break-glass'))
    .description('make an administrator when nobody is left who can; another person has to review it')
    .requiredOption('--name <name>', 'of the person')
    .requiredOption('--user-name <user-name>', 'by which they sign in')
    .requiredOption('--email <address>', 'where they are reached')
    .option('--locale <locale>', 'en or ja', 'en')
    .option('--reason <text>', 'why; kept for whoever reviews it')
    .option('--locked-out', 'somebody could manage access but cannot come in')
    .option('--replace', 'in place of whoever was made administrator in this way and has not come')
    .option('--json', 'one JSON object')
    .action((options: BreakGlassOptions) =>
      withKept(options, async (app) => {
        const by = operatorCaller(app.tenant.tenant, app.tenant.id)
        // Nothing listens while a command runs: the link is for the server that is started next.
        const { tls, port } = app.configuration
        app.people.site.listening(`${tls ? 'https' : 'http'}://localhost:${port}`)
        const { name, userName, email, locale, reason, lockedOut, replace } = options
        const person = { name, userName, email, locale, reason, lockedOut, replace }
        const made = await breakGlass(app.requests, app.people, by, person)
        const expires = new Date(made.expiresMs).toISOString()
        const { person: id, request, link, replaced } = made
        if (options.json) {
          sayJson({ ok: true, person: id, request, link, expires, replaced })
          return
        }
        for (const one of replaced) say(`${one} had not come and cannot any more.`)
        say(`One-time link, until ${expires}: ${link}`)
        say(
          `${request} waits for another person to review it; until then the clause that promises that review is violated.`,
        )
      }),
    )
}
