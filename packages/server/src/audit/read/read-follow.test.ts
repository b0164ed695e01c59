import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { around } from '../../../test/around.ts'
import { testDatabase } from '../../../test/database.ts'
import { systemClock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { failing, testSequencer, testSigner, testWriter, until, write } from '../test-support/test-log.ts'
import { type FollowEvent, type FollowOptions, LogFollowers } from './read-follow.ts'

const caller: Caller = {
  tenant: 1,
  tenantId: 'ten_1',
  principal: newId(),
  principalId: 'svc_1',
  kind: 'service',
}

async function logOf(t: TestContext, more: Partial<FollowOptions> = {}) {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  const sequencer = testSequencer(db.sequencer, signer)
  t.after(() => sequencer.stop())
  const may = { read: true }
  const followers = new LogFollowers({
    database: db.app,
    writer,
    clock: systemClock,
    allowed: async () => may.read,
    pollMs: 10,
    ...more,
  })
  t.after(() => followers.stop())
  const size = async () => {
    const [row] = await db.app.across.read.query<{ size: number | null }>({
      text: 'SELECT max(size) AS size FROM audit.checkpoint',
    })
    return row?.size ?? 0
  }
  const kinds = async () => {
    const rows = await db.owner.read.query<{ entries: Buffer }>({
      text: 'SELECT entries FROM audit.bundle UNION ALL SELECT entries FROM audit.pending',
    })
    return rows.flatMap((r) =>
      [...r.entries.toString('latin1').matchAll(/"event":"([\w.]+)"/g)].map((m) => m[1]),
    )
  }
  return { db, writer, followers, may, size, kinds }
}

const forever = () => new AbortController().signal

/** Takes events until one of this name; answers what came by then. */
async function takeUntil(
  events: AsyncGenerator<FollowEvent>,
  name: string,
  entries = 0,
): Promise<FollowEvent[]> {
  const taken: FollowEvent[] = []
  let seen = 0
  for (;;) {
    const { value, done } = await events.next()
    if (done) return taken
    taken.push(value)
    if (value.event === 'entries') seen += value.entries.length
    if (value.event === name && seen >= entries) return taken
  }
}

const indexes = (taken: readonly FollowEvent[]) =>
  taken.flatMap((e) => (e.event === 'entries' ? e.entries.map((x) => x.index) : []))

test('a follower gets each new entry once and in order, the entry that says so among them', async (t) => {
  const { followers, writer, size, kinds } = await logOf(t)
  await write(writer, 1, 5)
  await until(async () => (await size()) === 6)
  const events = await followers.follow(caller, undefined, {}, forever())
  assert.ok((await kinds()).includes('log.followed'), 'it is in the log before anything leaves')
  await write(writer, 3, 200)
  const taken = await takeUntil(events, 'entries', 601)
  assert.deepEqual(
    indexes(taken),
    Array.from({ length: 601 }, (_, i) => i + 6),
  )
  await events.return(undefined)
  assert.ok((await kinds()).includes('log.follow_ended'))
  // Looking makes no entries of its own, or a follower would follow itself for ever.
  assert.equal((await kinds()).filter((k) => k?.startsWith('log.')).length, 2)
})

test('it begins where it is told to, with what is there already', async (t) => {
  const { followers, writer, size } = await logOf(t)
  await write(writer, 1, 50)
  await until(async () => (await size()) === 51)
  const events = await followers.follow(caller, 40, { kind: 'test.done' }, forever())
  assert.deepEqual(
    indexes(await takeUntil(events, 'entries', 11)),
    Array.from({ length: 11 }, (_, i) => i + 40),
  )
  await events.return(undefined)
})

test('with the right to read the stream ends, before another entry leaves', {
  timeout: 60_000,
}, async (t) => {
  const { followers, writer, may, size } = await logOf(t)
  const events = await followers.follow(caller, undefined, { kind: 'test.' }, forever())
  await takeUntil(events, 'alive')
  may.read = false
  await write(writer, 1, 5)
  await until(async () => (await size()) >= 6)
  const taken = await takeUntil(events, 'end')
  assert.deepEqual(
    taken.map((e) => (e.event === 'end' ? e.reason : e.event)),
    ['access_ended'],
  )
  assert.equal((await events.next()).done, true)
})

test('a server that stops, a client that leaves and the time that is over end it', async (t) => {
  const { followers, kinds } = await logOf(t, { longestMs: 60 })
  const reasonOf = async (events: AsyncGenerator<FollowEvent>) => {
    const last = (await takeUntil(events, 'end')).at(-1)
    await events.return(undefined)
    return last?.event === 'end' ? last.reason : last
  }
  assert.equal(await reasonOf(await followers.follow(caller, 0, {}, forever())), 'time_over')
  const leaving = new AbortController()
  const left = await followers.follow(caller, 0, {}, leaving.signal)
  leaving.abort()
  assert.equal(await reasonOf(left), 'left')
  const stopped = await followers.follow(caller, 0, {}, forever())
  followers.stop()
  assert.equal(await reasonOf(stopped), 'server_stopping')
  assert.equal((await kinds()).filter((k) => k === 'log.follow_ended').length, 3)
})

test('only so many follow at once, and who ends makes room', async (t) => {
  const { followers } = await logOf(t, { mostEach: 1, most: 2 })
  const begin = async (principalId: string) => {
    const events = await followers.follow({ ...caller, principalId }, 0, {}, forever())
    await events.next()
    return events
  }
  const full = { code: 'log_followers_full', status: 503 }
  const first = await begin('svc_1')
  await assert.rejects(begin('svc_1'), full)
  const second = await begin('svc_2')
  await assert.rejects(begin('svc_3'), full)
  await first.return(undefined)
  const again = await begin('svc_1')
  for (const events of [second, again]) await events.return(undefined)
})

test('a stream that nobody reads takes no place', async (t) => {
  const { followers } = await logOf(t, { most: 1 })
  for (let i = 0; i < 3; i++) await followers.follow(caller, 0, {}, forever())
  const events = await followers.follow(caller, 0, {}, forever())
  assert.equal((await events.next()).done, false)
  await events.return(undefined)
})

test('where the log takes no entry nobody follows it, and the place is free again', async (t) => {
  const { db, followers } = await logOf(t)
  const broken = failing(db.app.of(caller.tenant), 1, 'lost')
  const deaf = new LogFollowers({
    database: db.app,
    writer: testWriter(
      around(db.app, () => broken),
      testSigner(),
    ),
    clock: systemClock,
    allowed: async () => true,
    most: 1,
  })
  await assert.rejects(deaf.follow(caller, 0, {}, forever()), { code: 'commit_unknown' })
  const events = await deaf.follow(caller, 0, {}, forever())
  await events.next()
  await events.return(undefined)
  followers.stop()
})
