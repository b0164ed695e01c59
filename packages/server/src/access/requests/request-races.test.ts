import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { testDatabase } from '../../../test/database.ts'
import { revokeAssignment } from '../roles/assign-role.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { createRequest } from './create-request.ts'
import { approveRequest, refuseRequest } from './decide-request.ts'
import { RequestKinds } from './request-kind.ts'
import { withdrawRequest } from './withdraw-request.ts'

/** A kind whose change is one row, and whose transaction waits in the middle of it for as long as the test likes. */
const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const admin = await scene.person('admin', ['administrator'])
  const owner = await scene.person('owner', ['access-owner'])
  const second = await scene.person('second', ['access-owner'])
  await db.owner.read.query({ text: 'CREATE TABLE public.change (request text)' })
  await db.owner.read.query({
    text: 'GRANT USAGE ON SCHEMA public TO azukari_app; GRANT INSERT ON public.change TO azukari_app',
  })
  const middle = { wait: async () => {} }
  const kinds = new RequestKinds().register({
    kind: 'test',
    requestAction: 'manage',
    approveAction: 'approve-access',
    input: z.strictObject({}),
    prepare: async () => ({}),
    beneficiaries: () => [],
    async run(tx, _entries, _payload, { request }) {
      await tx.query({ text: 'INSERT INTO public.change VALUES ($1)' }, [request])
      await middle.wait()
      return undefined
    },
  })
  const requests = { ...scene.requests, kinds }
  const ask = async () => (await createRequest(requests, admin.caller, { kind: 'test', payload: {} })).id
  const changes = async () =>
    (await db.owner.read.query({ text: 'SELECT request FROM public.change' })).length
  const state = async (id: string) => {
    const text = `SELECT state FROM access.request WHERE 'req_' || encode(id, 'hex') = $1`
    return (await db.owner.read.query<{ state: string }>({ text }, [id]))[0]?.state
  }
  /** Runs `during` while the first approval stands between its change and its commit. */
  const inTheMiddle = (during: () => Promise<void>) => {
    let first = true
    middle.wait = async () => {
      if (!first) return
      first = false
      await during()
    }
  }
  return { db, ...scene, requests, admin, owner, second, ask, changes, state, inTheMiddle }
}

test('an approver whose role is revoked before the commit approves nothing, and nothing of it stays', async (t) => {
  const { db, requests, owner, by, ask, changes, state, inTheMiddle } = await setUp(t)
  const id = await ask()
  const [held] = await db.owner.read.query<{ id: Buffer }>(
    { text: 'SELECT id FROM access.assignment WHERE principal = $1' },
    [owner.caller.principal],
  )
  let revoked = false
  inTheMiddle(async () => {
    await revokeAssignment(requests, by, `asg_${held?.id.toString('hex')}`)
    revoked = true
  })
  await assert.rejects(approveRequest(requests, owner.caller, id), { code: 'action_denied' })
  assert.ok(revoked)
  assert.deepEqual([await changes(), await state(id)], [0, 'open'])
})

test('a change of somebody else’s access in between is looked at again, and the approval stands', async (t) => {
  const { requests, owner, second, by, db, ask, changes, state, inTheMiddle } = await setUp(t)
  const id = await ask()
  const [held] = await db.owner.read.query<{ id: Buffer }>(
    { text: 'SELECT id FROM access.assignment WHERE principal = $1' },
    [second.caller.principal],
  )
  inTheMiddle(async () => void (await revokeAssignment(requests, by, `asg_${held?.id.toString('hex')}`)))
  await approveRequest(requests, owner.caller, id)
  assert.deepEqual([await changes(), await state(id)], [1, 'approved'])
})

test('a withdrawal during an approval waits and is too late', async (t) => {
  const { requests, owner, admin, ask, changes, state, inTheMiddle } = await setUp(t)
  const id = await ask()
  let withdrawal: Promise<unknown> | undefined
  inTheMiddle(async () => {
    withdrawal = withdrawRequest(requests, admin.caller, id).catch((error) => error.code)
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
  await approveRequest(requests, owner.caller, id)
  assert.equal(await withdrawal, 'request_not_open')
  assert.deepEqual([await changes(), await state(id)], [1, 'approved'])
})

test('of many who decide one request at the same moment one wins, and the change is there once or not at all', async (t) => {
  const { requests, owner, second, admin, ask, changes, state } = await setUp(t)
  let expected = 0
  for (let round = 0; round < 12; round++) {
    const id = await ask()
    const done = await Promise.allSettled([
      approveRequest(requests, owner.caller, id),
      withdrawRequest(requests, admin.caller, id),
      approveRequest(requests, second.caller, id),
      refuseRequest(requests, second.caller, id),
    ])
    const won = done.filter((d) => d.status === 'fulfilled')
    assert.equal(won.length, 1)
    for (const lost of done)
      if (lost.status === 'rejected') assert.equal(lost.reason.code, 'request_not_open')
    if ((await state(id)) === 'approved') expected++
    assert.equal(await changes(), expected)
  }
})

test('several requests of one tenant approved at the same moment all go through', async (t) => {
  const { requests, owner, second, ask, changes } = await setUp(t)
  const ids = await Promise.all([ask(), ask(), ask()])
  await Promise.all(ids.map((id, i) => approveRequest(requests, (i % 2 ? owner : second).caller, id)))
  assert.equal(await changes(), 3)
})
