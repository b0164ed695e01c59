import { Command, Option } from 'commander'
import { policyDirectory } from '../app/open/first-start.ts'
import type { Options } from '../config/index.ts'
import type { Language } from '../platform/words/language.ts'
import { tell } from '../platform/words/tell.ts'
import { loadPolicy, type PolicyPlan, planPolicy } from '../policy/index.ts'
import { countStored } from '../vault/index.ts'
import { withLanguages } from './languages.ts'
import { say, sayJson } from './output.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

interface PlanOptions extends Options {
  readonly json?: boolean
  readonly lang?: Language
}

/** `azukari plan DIR`: what applying the policy in DIR would change. Changes nothing but that, like `apply`, it begins a data directory where there is none. */
export function planCommand(): Command {
  return withData(new Command('plan'))
    .argument('<dir>', 'policy directory, or the name of a shipped policy')
    .description('show what applying a policy would change, and what it does to stored data')
    .addOption(withLanguages(new Option('--lang <lang>', 'language of the plan, and of errors')))
    .option('--json', 'one JSON object')
    .action(async (dir: string, options: PlanOptions) => {
      const policy = await loadPolicy(policyDirectory(dir))
      await withApp(options, async (app) => {
        const sql = app.databases.app.across.read
        const applied = await app.policy.load()
        const plan = await planPolicy(sql, policy, await countStored(sql, applied.numbers))
        if (options.json) sayJson({ ok: true, ...plan })
        else sayPlan(plan, options.lang ?? 'en')
      })
    })
}

const MARK = { info: ' ', notice: '*', danger: '!' } as const

export function sayPlan(plan: PolicyPlan, lang: Language): void {
  if (plan.changes.length === 0) say(tell('Nothing changes.', lang))
  for (const change of plan.changes) {
    say(`${MARK[change.severity]} ${change.path}: ${change.text[lang]}`)
    if (change.accept)
      say(`    ${tell(change.accept.required ? 'needs' : 'may take', lang)} --accept ${change.accept.name}`)
  }
}
