import { Jobs } from '../../app/jobs/jobs.ts'
import { readStatus } from '../../evidence/index.ts'
import type { Promised } from '../../policy/index.ts'
import { sayStatus } from '../status.ts'
import type { Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

/** What is violated wherever the machine's operator sets everything up alone and nobody has said from which networks people may come. */
const ONE_HAND: readonly Promised[] = ['networks', 'approved-access', 'default-deny']

/** Every clause of the policy with its state, as `azukari status` prints it, after sweep and checks ran once more. */
export async function showClauses({ app }: Scene, teller: Teller): Promise<Figures> {
  await new Jobs(app).runOnce()
  const status = await readStatus(app.databases.app.across.read, app.clock.now(), true)
  sayStatus(status, 'en', (line) => teller.say(line))
  const { satisfied, violated, unknown, stale } = status.counts
  const { clauseOf } = app.policy
  const kept = clauseOf('deadlines')
  const retention = status.clauses.find((c) => c.id === kept)
  const oneHand = ONE_HAND.map(clauseOf)
  teller.say('"unknown" is what nothing measures yet: it never counts as satisfied.')
  const bad = status.clauses.filter((c) => c.state === 'violated' || c.state === 'stale').map((c) => c.id)
  if (bad.length > 0) {
    teller.say(
      'Keys and grants of the demo were made by one hand, with no person named and nobody to approve them, and no network is declared.',
    )
    teller.say('The system notices that by itself and says so: it does not flatter its own demo.')
  }
  teller.claim(
    bad.every((id) => oneHand.includes(id)),
    `${bad.length === 0 ? 'No clause' : `Only ${bad.join(' and ')}`} violated, none stale.`,
  )
  teller.claim(
    retention?.state === 'satisfied',
    `${kept}, how long personal data is kept, is satisfied by measurement.`,
  )
  return { clauses: status.clauses.length, satisfied, violated, unknown, stale, violatedClauses: bad }
}
