import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownCluster } from '../../test/own-cluster.ts'
import { CommitUnknown, isRetryable, openPool, type Pool, sqlstateOf } from './db.ts'
import { isAzukariError } from './errors.ts'
import { silentLogger } from './logger.ts'

async function open(t: TestContext): Promise<{ db: Pool; other: Pool }> {
  const server = await ownCluster(t)
  const [db, other] = [1, 2].map((n) =>
    openPool({ connection: server.owner('postgres'), applicationName: `db-${n}`, log: silentLogger }),
  ) as [Pool, Pool]
  t.after(() => Promise.all([db.close(), other.close()]))
  await db.read.query({ text: 'CREATE TABLE note (id int PRIMARY KEY, body text)' })
  return { db, other }
}

const count = async (db: Pool) =>
  (await db.read.query<{ n: number }>({ text: 'SELECT count(*) AS n FROM note' }))[0]?.n

test('database', { concurrency: false }, async (t) => {
  const { db, other } = await open(t)
  t.beforeEach(() => db.read.query({ text: 'TRUNCATE note' }))

  await t.test('columns arrive as the program wants them', async () => {
    const [row] = await db.read.query(
      {
        name: 'types',
        text: `SELECT 9007199254740991::int8 AS big, '{1,NULL,3}'::int8[] AS bigs, $1::bytea AS bytes, $2::bytea[] AS list,
             '{"a":[1]}'::jsonb AS doc, NULL::int8 AS nothing`,
        // biome-ignore format: two lines
      },
      [new Uint8Array([0, 255]), [new Uint8Array([1]), Buffer.from([2, 3])]],
    )
    assert.deepEqual(row, {
      big: Number.MAX_SAFE_INTEGER,
      bigs: [1, null, 3],
      bytes: Buffer.from([0, 255]),
      list: [Buffer.from([1]), Buffer.from([2, 3])],
      doc: { a: [1] },
      nothing: null,
    })
  })

  await t.test('a number that JavaScript would round is an error', async () => {
    await assert.rejects(db.read.query({ text: 'SELECT 9007199254740993::int8' }), {
      code: 'integer_too_large',
    })
    await assert.rejects(db.read.query({ text: "SELECT '{9007199254740993}'::int8[]" }), {
      code: 'integer_too_large',
    })
  })

  await t.test('a transaction commits, and its hooks run after that', async () => {
    let seen: Promise<number | undefined> | undefined
    const answer = await db.tx(async (tx) => {
      tx.afterCommit(() => {
        seen = count(other)
      })
      await tx.query({ text: 'INSERT INTO note VALUES ($1, $2)' }, [1, 'a'])
      return 'done'
    })
    assert.equal(answer, 'done')
    assert.equal(await seen, 1)
  })

  await t.test('what fails inside rolls back, runs no hook and is thrown on', async () => {
    const mistake = new Error('mine')
    let hook = false
    const failing = db.tx(async (tx) => {
      tx.afterCommit(() => {
        hook = true
      })
      await tx.query({ text: 'INSERT INTO note VALUES (1)' })
      throw mistake
    })
    await assert.rejects(failing, (error) => error === mistake)
    assert.equal(hook, false)
    assert.equal(await count(db), 0)
  })

  await t.test('a swallowed statement error does not pass for a commit', async () => {
    const swallowing = db.tx(async (tx) => {
      await tx.query({ text: 'INSERT INTO note VALUES (1)' })
      await tx.query({ text: 'SELECT 1/0' }).catch(() => {})
    })
    await assert.rejects(swallowing, (error) => sqlstateOf(error) === '25P02')
    assert.equal(await count(db), 0)
  })

  await t.test('a transaction cannot be used after its end', async () => {
    const leaked = await db.tx(async (tx) => tx)
    await assert.rejects(leaked.query({ text: 'SELECT 1' }), /after its end/)
  })

  await t.test('errors carry no value: not in the text, not in any member', async () => {
    const secret = 'Sakura-chome-1234'
    await db.read.query({
      text: 'CREATE TABLE IF NOT EXISTS person (name text UNIQUE, age int CHECK (age > 0))',
    })
    await db.write({ text: 'INSERT INTO person VALUES ($1, 1)' }, [secret])
    const bad: [string, readonly unknown[], string][] = [
      ['INSERT INTO person VALUES ($1, 1)', [secret], '23505'],
      ['INSERT INTO person VALUES ($1, -1)', [`${secret}2`], '23514'],
      ['SELECT $1::text::int', [secret], '22P02'],
      ['SELECT $1::text::date', [secret], '22007'],
    ]
    for (const [text, values, sqlstate] of bad) {
      for (const run of [db.read.query, db.write] as const) {
        await assert.rejects(run({ text }, values), (error) => {
          assert.ok(isAzukariError(error, 'database_error'))
          assert.equal(error.extra.sqlstate, sqlstate)
          const all = JSON.stringify([error, error.stack, error.cause, Object.getOwnPropertyNames(error)])
          assert.ok(!all.includes(secret), all)
          return true
        })
      }
    }
    await assert.rejects(db.write({ text: 'INSERT INTO person VALUES ($1, 1)' }, [secret]), {
      extra: { sqlstate: '23505', retryable: false, constraint: 'person_name_key', table: 'person' },
    })
  })

  await t.test('a deadlock and a lost connection can be retried, a broken rule cannot', async () => {
    await db.write({ text: "INSERT INTO note VALUES (1, ''), (2, '')" })
    const lockBoth = (first: number, second: number) =>
      db.tx(async (tx) => {
        await tx.query({ text: 'UPDATE note SET body = body WHERE id = $1' }, [first])
        await sleep(50)
        await tx.query({ text: 'UPDATE note SET body = body WHERE id = $1' }, [second])
      })
    const results = await Promise.allSettled([lockBoth(1, 2), lockBoth(2, 1)])
    const lost = results.filter((r) => r.status === 'rejected')
    assert.equal(lost.length, 1)
    assert.equal(sqlstateOf(lost[0]?.reason), '40P01')
    assert.ok(isRetryable(lost[0]?.reason))
    const killed = db.tx((tx) => tx.query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' }))
    await assert.rejects(killed, (error) => isRetryable(error) && !(error instanceof CommitUnknown))
    await assert.rejects(db.read.query({ text: 'SELECT 1/0' }), (error) => !isRetryable(error))
    assert.equal(await count(db), 2, 'the pool goes on after a connection was lost')
  })

  await t.test(
    'an idle connection that is cut does not end the process, and the next statement works',
    async () => {
      await db.read.query({ text: 'SELECT 1' })
      await other.read.query({
        text: "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'db-1'",
      })
      await sleep(50)
      assert.equal(await count(db), 0)
    },
  )

  await t.test('a deferred rule that fails at COMMIT is certain', async () => {
    await db.read.query({ text: 'CREATE TABLE once (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)' })
    const twice = db.tx((tx) => tx.query({ text: 'INSERT INTO once VALUES (1), (1)' }))
    await assert.rejects(twice, (error) => sqlstateOf(error) === '23505')
  })

  await t.test(
    'a connection cut during COMMIT leaves the outcome unknown, for tx and for write',
    async () => {
      await db.read.query({
        text: `CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END';
             CREATE TABLE fragile (id int);
             CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON fragile DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION cut()`,
      })
      let hook = false
      const cut = db.tx(async (tx) => {
        tx.afterCommit(() => {
          hook = true
        })
        await tx.query({ text: 'INSERT INTO fragile VALUES (1)' })
      })
      await assert.rejects(cut, (error) => error instanceof CommitUnknown && error.code === 'commit_unknown')
      await assert.rejects(db.write({ text: 'INSERT INTO fragile VALUES (1)' }), CommitUnknown)
      assert.equal(hook, false)
    },
  )
})

test('a cancelled wait for a standby leaves the outcome unknown', async (t) => {
  const { db, other } = await open(t)
  await other.read.query({ text: "ALTER SYSTEM SET synchronous_standby_names = 'absent'" })
  await other.read.query({ text: 'SELECT pg_reload_conf()' })
  await sleep(100)
  const waiting = (how: string) => async () => {
    const text = `SELECT ${how}(pid) AS done FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'db-1'`
    for (let tries = 0; tries < 200; tries++) {
      if ((await other.read.query({ text })).length > 0) return
      await sleep(25)
    }
    assert.fail('no commit was seen waiting')
  }
  for (const how of ['pg_cancel_backend', 'pg_terminate_backend']) {
    const interrupt = waiting(how)
    const inTx = db.tx(async (tx) => {
      await tx.query({ text: 'SET LOCAL synchronous_commit = on' })
      await tx.query({ text: 'INSERT INTO note VALUES (floor(random() * 1e9))' })
    })
    await Promise.all([assert.rejects(inTx, CommitUnknown), interrupt()])
    const alone = db.write({
      text: "WITH s AS (SELECT set_config('synchronous_commit', 'on', true)) INSERT INTO note SELECT floor(random() * 1e9) FROM s",
    })
    await Promise.all([assert.rejects(alone, CommitUnknown), interrupt()])
  }
})
