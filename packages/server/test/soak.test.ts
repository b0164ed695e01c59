import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soak } from './soak/soak.ts'
import { linesOf } from './soak/summary.ts'

// The long run is `npm run soak`; these rounds show that it runs, and that the checks hold on this tree.
test('killed again and again under load, nothing acknowledged is lost and nothing revealed is unlogged', {
  timeout: 240_000,
}, async (t) => {
  const summary = await soak({ rounds: 6, seed: 'a short run', signal: t.signal })
  assert.deepEqual(summary.violations, [], linesOf(summary).join('\n'))
  assert.equal(summary.rounds, 6)
  assert.ok((summary.counts['put: acknowledged'] ?? 0) > 0)
  assert.ok((summary.counts['reveal: acknowledged'] ?? 0) > 0)
})
