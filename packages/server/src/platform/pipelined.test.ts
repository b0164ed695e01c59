import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { openPool } from './db.ts'
import { silentLogger } from './logger.ts'

async function pipelined(t: Parameters<typeof testDatabase>[0]) {
  const { owner, connections } = await testDatabase(t)
  await owner.read.query({ text: 'CREATE TABLE public.thing (n integer PRIMARY KEY CHECK (n > 0))' })
  const connection = connections.owner
  const database = openPool({
    connection,
    max: 2,
    applicationName: 'test',
    log: silentLogger,
    pipelined: true,
  })
  t.after(() => database.close())
  const count = async () => (await owner.read.query({ text: 'SELECT n FROM public.thing' })).length
  return { database, count }
}

const READ = { text: 'SELECT 1' }
const INSERT = { text: 'INSERT INTO public.thing (n) VALUES ($1)' }

test('what is sent is committed with the transaction', async (t) => {
  const { database, count } = await pipelined(t)
  await database.tx(async (tx) => {
    await tx.query(READ)
    tx.send(INSERT, [1])
    tx.send(INSERT, [2])
  })
  assert.equal(await count(), 2)
})

test('when one that was sent fails, nothing is committed, its error is told, and hooks do not run', async (t) => {
  const { database, count } = await pipelined(t)
  let ran = false
  const failing = database.tx(async (tx) => {
    await tx.query(READ)
    tx.afterCommit(() => {
      ran = true
    })
    tx.send(INSERT, [1])
    tx.send(INSERT, [0], (cause) => new Error('in other words', { cause }))
    tx.send(INSERT, [2])
  })
  await assert.rejects(failing, { message: 'in other words' })
  assert.equal(await count(), 0)
  assert.equal(ran, false)
})

test('when the work throws after sending, nothing is committed and the connection is good again', async (t) => {
  const { database, count } = await pipelined(t)
  const failing = database.tx(async (tx) => {
    await tx.query(READ)
    tx.send(INSERT, [1])
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, { message: 'changed my mind' })
  assert.equal(await count(), 0)
  await database.tx(async (tx) => {
    await tx.query(READ)
    tx.send(INSERT, [3])
  })
  assert.equal(await count(), 1)
})

test('a swallowed error of a statement still fails the transaction', async (t) => {
  const { database, count } = await pipelined(t)
  const failing = database.tx(async (tx) => {
    await tx.query(READ)
    await tx.query(INSERT, [-1]).catch(() => {})
    tx.send(INSERT, [1])
  })
  await assert.rejects(failing)
  assert.equal(await count(), 0)
})

test('a transaction is not used after its end', async (t) => {
  const { database, count } = await pipelined(t)
  let late: Promise<unknown> = Promise.resolve()
  await database.tx(async (tx) => {
    await tx.query(READ)
    setTimeout(() => {
      late = tx.query(INSERT, [9])
      late.catch(() => {})
    }, 50)
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  await assert.rejects(late)
  assert.equal(await count(), 0)
})
