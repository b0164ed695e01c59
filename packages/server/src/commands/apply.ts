import { Command } from 'commander'
import { createRequest } from '../access/index.ts'
import { policyDirectory } from '../app/open/first-start.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { loadPolicy, planPolicy } from '../policy/index.ts'
import { say, sayJson } from './output.ts'
import { sayPlan } from './plan.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

interface ApplyOptions extends Options {
  readonly accept?: readonly string[]
  readonly json?: boolean
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

/** `azukari apply DIR`: proposes the policy in DIR. It runs once another person with `approve-change` approves it. */
export function applyCommand(): Command {
  return withData(new Command('apply'))
    .argument('<dir>', 'policy directory, or the name of a shipped policy')
    .description(
      'propose a policy; another principal approves it (POST /v1/policy/proposals/{id}/approve), and it runs',
    )
    .option('--accept <name...>', 'accept a change that the plan names, letter for letter')
    .option('--json', 'one JSON object')
    .action(async (dir: string, options: ApplyOptions) => {
      const policy = await loadPolicy(policyDirectory(dir))
      await withApp(options, async (app) => {
        const { requests, tenant } = app
        const plan = await planPolicy(app.databases.app.across.read, policy, await requests.storedFacts())
        const files = Object.fromEntries([...policy.files].map(([name, bytes]) => [name, textOf(bytes)]))
        const payload = { files, accept: [...(options.accept ?? [])] }
        const by = operatorCaller(tenant.tenant, tenant.id)
        const { id, payload: kept } = await createRequest(requests, by, { kind: 'policy', payload })
        const proposal = String(kept.proposal)
        if (options.json) sayJson({ ok: true, proposal, request: id, ...plan })
        else {
          sayPlan(plan, 'en')
          say(`Proposed as ${proposal}. It runs when somebody else who may approve changes does.`)
        }
      })
    })
}
