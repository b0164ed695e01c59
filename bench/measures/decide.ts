import { join } from 'node:path'
import {
  type Assignment,
  compileAuthority,
  decide,
  type Grant,
  type Question,
} from '../../packages/server/src/access/index.ts'
import { type Action, loadPolicy, type PolicyModel } from '../../packages/server/src/policy/index.ts'
import { type Measure, median } from '../measure.ts'

const POLICY = join(import.meta.dirname, '../../policies/marketplace')
const AT = Date.UTC(2026, 10, 22)
const COUNT = 400_000
const COMPILED = 40_000

/**
 * Decisions a second on one core, asked one after the other by one thread. Cached: on an authority that is held, as a request finds it. Uncached:
 * the authority compiled from its rows for each decision, as after every change of the tenant's grants; the reading of the rows is not in it.
 */
export async function decideMeasures(rounds: number): Promise<Measure[]> {
  const { model } = await loadPolicy(POLICY)
  const grants = grantsOf(model)
  const assignments: Assignment[] = [{ id: 'asg_1', role: 'support', fromMs: 0, untilMs: AT + 1 }]
  const questions = questionsOf(model)
  const held = compileAuthority(1, grants, { assignments })
  const cached = timed(rounds, COUNT, (question) => decide(question, held, model), questions)
  const uncached = timed(
    rounds,
    COMPILED,
    (question) => decide(question, compileAuthority(1, grants, { assignments }), model),
    questions,
  )
  const note = `${grants.length} grants and a role; ${questions.length} questions, a third refused`
  return [
    { name: 'decisions on a held authority', value: median(cached), unit: 'decisions/s', runs: rounds, note },
    {
      name: 'authority compiled and decided',
      value: median(uncached),
      unit: 'decisions/s',
      runs: rounds,
      note,
    },
  ]
}

function timed(
  rounds: number,
  count: number,
  act: (q: Question) => { allow: boolean },
  questions: readonly Question[],
) {
  let allowed = 0
  const run = () => {
    for (let i = 0; i < count; i++) if (act(questions[i % questions.length] as Question).allow) allowed++
  }
  // The first rounds are compiled on the way.
  run()
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(began)
    rates.push((count * 1e6) / (user + system))
  }
  if (allowed === 0) throw new Error('nothing was allowed: the questions miss the grants')
  return rates
}

/** What a shop's service has: a few fields each, for a purpose. */
function grantsOf(model: PolicyModel): Grant[] {
  const fields = (cls: string) =>
    model.collections.orders?.fields.filter((f) => f.class === cls).map((f) => f.name) ?? []
  const grant = (id: number, action: Action, names: readonly string[], purpose: string | null): Grant => ({
    id: `grt_${id}`,
    action,
    collection: 'orders',
    fields: names,
    purpose,
    masked: false,
    fromMs: 0,
    untilMs: AT + 1,
  })
  return [
    grant(1, 'put', ['buyer.name', 'buyer.email', 'recipient.name', 'recipient.line1'], null),
    grant(2, 'reveal', fields('contact').slice(0, 6), 'fulfilment'),
    grant(3, 'reveal', fields('address').slice(0, 6), 'fulfilment'),
    grant(4, 'search', ['buyer.email'], 'customer-support'),
    grant(5, 'event', [], null),
  ]
}

function questionsOf(model: PolicyModel): Question[] {
  const names = (cls: string) =>
    model.collections.orders?.fields.filter((f) => f.class === cls).map((f) => f.name) ?? []
  const [contact, address] = [names('contact'), names('address')]
  const ask = (action: Action, fields: readonly string[], purpose?: string, masked?: boolean): Question => ({
    collection: 'orders',
    action,
    fields,
    purpose,
    masked,
    atMs: AT,
  })
  return [
    ask('reveal', contact.slice(0, 3), 'fulfilment'),
    ask('reveal', address.slice(0, 4), 'fulfilment'),
    ask('put', ['buyer.name', 'buyer.email']),
    ask('reveal', contact.slice(0, 2), 'customer-support', true),
    ask('reveal', [...contact.slice(0, 2), ...address.slice(0, 2)], 'fulfilment'),
    ask('delete', []),
  ]
}
