import { Command } from 'commander'
import { z } from 'zod'
import type { Options } from '../config/index.ts'
import { listVersions } from '../policy/index.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, requireRemote, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type PolicyOptions = Options & RemoteOptions & { readonly json?: boolean }

const version = z.object({
  version: z.int(),
  policy: z.string(),
  digest: z.string(),
  applied: z.string(),
  proposedBy: z.string(),
  approvedBy: z.string().nullable(),
  bootstrap: z.boolean(),
  emergency: z.boolean(),
})
const history = z.object({ versions: z.array(version) })
const waiting = z.object({
  proposals: z.array(
    z.object({
      id: z.string(),
      policy: z.string(),
      digest: z.string(),
      accepted: z.array(z.string()),
      proposedBy: z.string(),
      proposed: z.string(),
    }),
  ),
})

/** `azukari policy history|proposals` */
export function policyCommand(): Command {
  return new Command('policy')
    .description('versions of the policy')
    .addCommand(historyCommand())
    .addCommand(proposalsCommand())
}

function historyCommand(): Command {
  return withUrl(withData(new Command('history')))
    .description('every version that was applied: when, who proposed it, who approved it')
    .option('--json', 'one JSON object')
    .action(async (options: PolicyOptions) => {
      const remote = remoteOf(options)
      const { versions } = remote
        ? await remote.get('/policy/versions', history)
        : { versions: await withKept(options, (app) => listVersions(app.databases.app.across.read)) }
      if (options.json) sayJson({ ok: true, versions })
      else
        for (const v of versions) {
          say(
            `${v.version} ${v.policy} ${v.applied} by ${v.proposedBy}, ${v.bootstrap ? 'bootstrap' : v.emergency ? 'emergency' : `approved by ${v.approvedBy}`}`,
          )
        }
    })
}

function proposalsCommand(): Command {
  return withUrl(new Command('proposals'))
    .description('policies that wait for approval, on a server')
    .option('--json', 'one JSON object')
    .action(async (options: PolicyOptions) => {
      const { proposals } = await requireRemote(options).get('/policy/proposals', waiting)
      if (options.json) sayJson({ ok: true, proposals })
      else
        for (const p of proposals)
          say(`${p.id} ${p.policy} ${p.proposed} by ${p.proposedBy} ${p.accepted.join(' ')}`)
    })
}

/** `azukari approve PROPOSAL`: only over a server and with a key; the machine's operator proposes and never approves. */
export function approveCommand(): Command {
  return withUrl(new Command('approve'))
    .argument('<proposal>', 'prp_…')
    .description(
      'put a proposed policy into force with a service’s key; refused once people are there who may approve changes',
    )
    .option('--json', 'one JSON object')
    .action(async (proposal: string, options: PolicyOptions) => {
      const path = `/policy/proposals/${encodeURIComponent(proposal)}/approve`
      const approved = await requireRemote(options).post(path, undefined, z.object({ version: z.int() }))
      if (options.json) sayJson({ ok: true, ...approved })
      else say(`version ${approved.version} is in force`)
    })
}
