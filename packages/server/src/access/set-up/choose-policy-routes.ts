import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import type { PolicyText } from '../../policy/index.ts'
import { policyChoiceOver, policyNotShipped, requestBusy } from '../errors.ts'
import { type ChoosePolicyDeps, choiceOver, choosePolicy } from './choose-policy.ts'

const access = { action: 'manage-policy' } as const

/** Choosing one of the policies that come with the program, while set-up lasts. */
export function choosePolicyRoutes(deps: ChoosePolicyDeps): readonly Route[] {
  return [
    route({
      operation: 'setup.policies',
      method: 'GET',
      path: '/setup/policies',
      summary: 'The policies that come with Azukari, and whether the caller may still choose one of them',
      access,
      reply: z.object({
        inForce: z.object({ policy: z.string(), version: z.int() }),
        open: z.boolean().describe('Whether the caller may put another one in force without anybody else'),
        policies: z.array(
          z.object({
            name: z.string(),
            title: z.object({ en: z.string(), ja: z.string() }),
            clauses: z.int(),
            inForce: z.boolean().describe('Whether it is in force as it comes, unchanged'),
          }),
        ),
      }),
      statuses: [200],
      errors: [],
      async handle({ caller }) {
        const { model, version, digest } = await deps.policy.reload()
        const shipped = [...(await deps.shipped())]
        const open = (await choiceOver(deps, deps.database.across.read, caller, model)) === undefined
        const policies = shipped.map(([name, { model: one, texts, digest: its }]) => ({
          name,
          title: { en: titleOf(texts.en), ja: titleOf(texts.ja) },
          clauses: Object.keys(one.clauses).length,
          inForce: its === digest,
        }))
        return { status: 200, body: { inForce: { policy: model.policy, version }, open, policies } }
      },
    }),
    route({
      operation: 'setup.choose-policy',
      method: 'POST',
      path: '/setup/policy',
      summary: 'Put another policy that comes with Azukari in force, as long as set-up lasts',
      access,
      body: z.strictObject({ policy: z.string().max(64) }),
      reply: z.object({ policy: z.string(), version: z.int() }),
      statuses: [200],
      errors: [policyChoiceOver, policyNotShipped, requestBusy],
      async handle({ caller, body }) {
        return { status: 200, body: await choosePolicy(deps, caller, body.policy) }
      },
    }),
  ]
}

/** A policy's text begins with its title. */
const titleOf = ({ markdown }: PolicyText) => /^# +(.+)$/m.exec(markdown)?.[1]?.trim() ?? ''
