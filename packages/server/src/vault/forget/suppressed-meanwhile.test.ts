import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'

const RECORD = `INSERT INTO vault.record (tenant, id, collection, lookup, version, created_ms, updated_ms, events, groups, days, cells, schema, born)
  VALUES (1, $1, 1, $2, 1, 0, 0, '{}', '{}', '{}', '', 1, 1)`

const id = (n: number) => Buffer.alloc(16, n)
const lookup = Buffer.alloc(16, 9)

test('a record is not inserted behind a delete that committed after its state was read', async (t) => {
  const { owner } = await testDatabase(t)
  await owner
    .tx(async (tx) => {
      // Stands for the state read before: nothing is suppressed yet, and the other server's record is not there.
      assert.equal((await tx.query({ text: 'SELECT FROM vault.suppression' })).length, 0)
      await owner.read.query({ text: RECORD }, [id(1), lookup])
      await owner.tx(async (other) => {
        await other.query({ text: 'DELETE FROM vault.record WHERE lookup = $1' }, [lookup])
        const text = 'INSERT INTO vault.suppression VALUES (1, 1, $1, 0, $2)'
        await other.query({ text }, [lookup, Date.now() + 60_000])
      })
      await assert.rejects(tx.query({ text: RECORD }, [id(2), lookup]), { code: 'database_error' })
      throw new Error('over')
    })
    .catch((error: Error) => assert.equal(error.message, 'over'))
  assert.equal((await owner.read.query({ text: 'SELECT FROM vault.record' })).length, 0)
})

test('nor when the delete is still under way as the insert begins', async (t) => {
  const { owner } = await testDatabase(t)
  await owner.read.query({ text: RECORD }, [id(1), lookup])
  let inserting: Promise<unknown> = Promise.resolve()
  await owner.tx(async (tx) => {
    await tx.query({ text: 'DELETE FROM vault.record WHERE lookup = $1' }, [lookup])
    await tx.query({ text: 'INSERT INTO vault.suppression VALUES (1, 1, $1, 0, $2)' }, [
      lookup,
      Date.now() + 60_000,
    ])
    inserting = owner.read.query({ text: RECORD }, [id(2), lookup])
    inserting.catch(() => {})
    const waits = {
      text: `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    }
    while ((await owner.read.query(waits)).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
  })
  await assert.rejects(inserting, { code: 'database_error' })
})

test('a suppression that is over does not stand in the way', async (t) => {
  const { owner } = await testDatabase(t)
  await owner.read.query({ text: 'INSERT INTO vault.suppression VALUES (1, 1, $1, 0, 1)' }, [lookup])
  await owner.read.query({ text: RECORD }, [id(2), lookup])
})
