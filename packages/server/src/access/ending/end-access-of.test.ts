import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { testDatabase } from '../../../test/database.ts'
import { type LeaverDeps, offBoardPerson } from '../../identity/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import { RequestKinds } from '../requests/request-kind.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { endAccessOf } from './end-access-of.ts'

async function scene(t: TestContext) {
  const db = await testDatabase(t)
  const s = await accessScene(db.app, db.owner)
  const admin = await s.person('admin', ['administrator'])
  const owner = await s.person('owner', ['access-owner'])
  const middle = { wait: async () => {} }
  const kinds = new RequestKinds().register({
    kind: 'test',
    requestAction: 'manage',
    approveAction: 'approve-access',
    input: z.strictObject({}),
    prepare: async () => ({}),
    beneficiaries: () => [],
    async run() {
      await middle.wait()
      return undefined
    },
  })
  const unsealed = () => Promise.reject(new Error('nothing is written down in these tests'))
  const leavers: LeaverDeps = {
    ...s.identity,
    keyring: { tenant: unsealed, seal: unsealed, unseal: unsealed } as unknown as LeaverDeps['keyring'],
    elsewhere: async () => [],
    tasksDueMs: async (leftMs) => leftMs,
    endAccess: (tx, entries, by, person) => endAccessOf(tx, entries, by, person, s.clock.ms),
  }
  const leaves = (person: string) => offBoardPerson(leavers, s.by, { person, source: 'people' })
  const requests = { ...s.requests, kinds }
  const ask = async () => (await createRequest(requests, admin.caller, { kind: 'test', payload: {} })).id
  const state = async (id: string) => {
    const text = `SELECT state FROM access.request WHERE 'req_' || encode(id, 'hex') = $1`
    return (await db.owner.read.query<{ state: string }>({ text }, [id]))[0]?.state
  }
  return { ...s, db, admin, owner, middle, requests, leaves, ask, state }
}

test('grants, roles and open requests of who leaves end with them', async (t) => {
  const s = await scene(t)
  const id = await s.ask()
  const { ended } = await s.leaves(s.admin.id)
  assert.deepEqual([ended.assignments, ended.requests], [1, 1])
  assert.equal(await s.state(id), 'withdrawn')
  await assert.rejects(s.authorities.current(s.admin.caller), (e) => isAzukariError(e) && e.status === 401)
  await assert.rejects(approveRequest(s.requests, s.owner.caller, id), { code: 'request_not_open' })
})

test('who leaves in the middle of approving has approved nothing', async (t) => {
  const s = await scene(t)
  const id = await s.ask()
  let once = false
  s.middle.wait = async () => {
    if (once) return
    once = true
    await s.leaves(s.owner.id)
  }
  await assert.rejects(
    approveRequest(s.requests, s.owner.caller, id),
    (e) => isAzukariError(e) && e.status < 500,
  )
  assert.equal(once, true)
  assert.equal(await s.state(id), 'open')
})

test('of leaving and approving at once, an approval stands only if it came first', async (t) => {
  const s = await scene(t)
  for (let i = 0; i < 5; i++) {
    const owner = await s.person(`owner ${i}`, ['access-owner'])
    const id = await s.ask()
    const [approved, left] = await Promise.allSettled([
      approveRequest(s.requests, owner.caller, id),
      new Promise((resolve) => setTimeout(resolve, i)).then(() => s.leaves(owner.id)),
    ])
    assert.equal(left.status, 'fulfilled')
    assert.equal(await s.state(id), approved.status === 'fulfilled' ? 'approved' : 'open')
    await assert.rejects(
      approveRequest(s.requests, owner.caller, await s.ask()),
      (e) => isAzukariError(e) && e.status === 401,
    )
  }
})
