import { Command } from 'commander'
import { policyDirectory } from '../app/first-start.ts'
import type { Options } from '../config/index.ts'
import { loadPolicy, proposePolicy } from '../policy/index.ts'
import { countStored } from '../vault/index.ts'
import { say, sayJson } from './output.ts'
import { sayPlan } from './plan.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

interface ApplyOptions extends Options {
  readonly accept?: readonly string[]
  readonly json?: boolean
}

/** `azukari apply DIR`: proposes the policy in DIR. It runs once a holder of `manage-policy` approves it. */
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
        const { app: database } = app.databases
        const { numbers } = await app.policy.load()
        const deps = { database, writer: app.writers.app, clock: app.clock }
        const facts = await countStored(database.read, numbers)
        const { id, plan } = await proposePolicy(deps, policy, facts, options.accept ?? [], 'operator')
        if (options.json) sayJson({ ok: true, proposal: id, ...plan })
        else {
          sayPlan(plan, 'en')
          say(`Proposed as ${id}. It runs when a holder of the grant manage-policy approves it.`)
        }
      })
    })
}
