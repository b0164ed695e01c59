import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { pruneVault, REPEATS_KEPT_MS } from './prune.ts'

const bytes = (n: number, length: number) => Buffer.alloc(length, n)

async function scene(t: Parameters<typeof testDatabase>[0]) {
  const { app } = await testDatabase(t)
  const nowMs = Date.now()
  const repeat = (n: number, madeMs: number) =>
    app.across.read.query(
      { text: `INSERT INTO vault.idempotency VALUES (1, $1, 'put', $2, $2, 1, $2, $3)` },
      [bytes(1, 16), bytes(n, 32), madeMs],
    )
  const suppression = (n: number, untilMs: number) =>
    app.across.read.query({ text: 'INSERT INTO vault.suppression VALUES (1, 1, $1, 0, $2)' }, [
      bytes(n, 16),
      untilMs,
    ])
  const search = (n: number, untilMs: number) =>
    app.across.read.query({ text: 'INSERT INTO vault.searched_value VALUES (1, $1, $1, $2)' }, [
      bytes(n, 16),
      untilMs,
    ])
  const left = async () => {
    const [row] = await app.across.read.query<{ r: number; s: number; v: number }>({
      text: `SELECT (SELECT count(*) FROM vault.idempotency) AS r, (SELECT count(*) FROM vault.suppression) AS s,
                    (SELECT count(*) FROM vault.searched_value) AS v`,
    })
    return { repeats: row?.r, suppressions: row?.s, searches: row?.v }
  }
  return { app, nowMs, repeat, suppression, search, left }
}

test('what is over goes, what is not stays', async (t) => {
  const { app, nowMs, repeat, suppression, search, left } = await scene(t)
  await search(1, nowMs - 60_000)
  await search(2, nowMs + 60_000)
  await repeat(1, nowMs - REPEATS_KEPT_MS - 60_000)
  await repeat(2, nowMs - REPEATS_KEPT_MS + 60_000)
  await suppression(1, nowMs - 60_000)
  await suppression(2, nowMs + 60_000)
  assert.deepEqual(await pruneVault(app, nowMs), { repeats: 1, suppressions: 1, searches: 1 })
  assert.deepEqual(await left(), { repeats: 1, suppressions: 1, searches: 1 })
})

test('a clock that runs ahead ends nothing: what was destroyed stays destroyed', async (t) => {
  const { app, nowMs, repeat, suppression, left } = await scene(t)
  await repeat(1, nowMs)
  await suppression(1, nowMs + 60_000)
  await pruneVault(app, nowMs + 10 * 365 * 86_400_000)
  assert.deepEqual(await left(), { repeats: 1, suppressions: 1, searches: 0 })
})
