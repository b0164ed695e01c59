import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SMALL } from '../../../test/small-policy.ts'
import { DAY, world } from '../../../test/world.ts'
import { recordSecretScan, type SecretScan, secretsNotInCode } from './secret-scans.ts'

const WITH_PERIOD = SMALL.replace('region: JP\n', 'region: JP\nparameters: { scan_every: P30D }\n')
const clean: SecretScan = {
  repository: 'shop',
  files: 10,
  bytes: 1000,
  skipped: 1,
  findings: 0,
  allowed: 2,
  byRule: {},
  scanner: 'secretlint 1, azukari rules 1',
}

test('clean while the newest scan of every repository found nothing and is young enough', async (t) => {
  const w = await world(t, WITH_PERIOD)
  const measure = async () => {
    const { state, figures } = await secretsNotInCode.measure({ read: w.db.app.across.read, clock: w.clock })
    return [state, figures['repositories'], figures['findings']]
  }
  assert.deepEqual(await measure(), ['unknown', 0, 0])
  const { id } = await recordSecretScan(w.identity, w.first, clean)
  assert.match(id, /^scn_[0-9a-f]{32}$/)
  assert.deepEqual(await measure(), ['satisfied', 1, 0])
  await w.setTime(w.clock.ms + DAY)
  await recordSecretScan(w.identity, w.second, { ...clean, findings: 3, byRule: { aws: 3 } })
  assert.deepEqual(await measure(), ['violated', 2, 3])
  await w.setTime(w.clock.ms + DAY)
  await recordSecretScan(w.identity, w.second, clean)
  assert.deepEqual(await measure(), ['satisfied', 2, 0])
  // An older scan that comes in late does not stand for the newest.
  await recordSecretScan(w.identity, w.second, { ...clean, findings: 9, scannedMs: w.clock.ms - 5 * DAY })
  assert.deepEqual(await measure(), ['satisfied', 2, 0])
  await w.setTime(w.clock.ms + 28 * DAY)
  assert.deepEqual(await measure(), ['satisfied', 2, 0])
  await w.setTime(w.clock.ms + 1)
  assert.deepEqual(await measure(), ['unknown', 2, 0])
})

test('a scan is an entry, and one of the future is refused', async (t) => {
  const w = await world(t, SMALL)
  await recordSecretScan(w.identity, w.first, { ...clean, commit: 'ab'.repeat(20) })
  const [entry] = await w.entries('secret-scan.recorded')
  assert.deepEqual(
    [entry?.unmapped.detail?.['repository'], entry?.unmapped.detail?.['commit']],
    ['shop', 'ab'.repeat(20)],
  )
  await assert.rejects(recordSecretScan(w.identity, w.first, { ...clean, scannedMs: w.clock.ms + DAY }), {
    code: 'scan_time_invalid',
  })
  assert.equal(await w.count('identity.secret_scan'), 1)
  const { state, why } = await secretsNotInCode.measure({ read: w.db.app.across.read, clock: w.clock })
  assert.deepEqual([state, why], ['unknown', 'the policy has no parameter scan_every'])
})
