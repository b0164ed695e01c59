import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listRequests } from '../requests/list-requests.ts'
import { glassScene, WHO } from '../test-support/test-glass.ts'
import { breakGlass } from './break-glass.ts'
import { confirmEmergency } from './confirm-emergency.ts'

test('whoever was replaced and never came needs no review and stays in the history; whoever took their place does', async (t) => {
  const { db, requests, people, by, person, state, measured, entries, clock } = await glassScene(t)
  const owner = await person('owner', ['access-owner'])
  const first = await breakGlass(requests, people, by, WHO)
  clock.ms += 1000
  const second = await breakGlass(requests, people, by, { ...WHO, userName: 'ren.ito', replace: true })
  const waits = async () => {
    const { items } = await listRequests(requests, owner.caller, { approvable: true })
    return items.filter(({ reviewable }) => reviewable).map(({ id }) => id)
  }
  assert.deepEqual(await waits(), [second.request])
  const all = (await listRequests(requests, owner.caller, {})).items
  assert.deepEqual(
    all.map(({ reviewable }) => reviewable),
    [true, false],
  )
  const told = all.map(({ id, state: is, effect, payload }) => [id, is, effect, payload['replaces']])
  assert.deepEqual(told, [
    [second.request, 'approved', null, [first.request]],
    [first.request, 'withdrawn', { replacedBy: second.request }, []],
  ])
  assert.deepEqual(
    (await entries('break_glass.used')).map((entry) => entry.unmapped.detail?.['request']),
    [first.request, second.request],
  )
  const [closed] = (await entries('request.decided')).slice(-1)
  assert.deepEqual(closed?.unmapped.detail, {
    request: first.request,
    of: 'break-glass-review',
    state: 'withdrawn',
    replaced_by: second.request,
  })
  const review = (id: string) => confirmEmergency(requests, owner.caller, id, 'confirmed')
  await assert.rejects(review(first.request), { code: 'request_not_open' })
  const { figures } = (await measured()) ?? {}
  assert.deepEqual([figures?.['used'], figures?.['waiting']], [2, 1])
  assert.equal(await state(), 'violated')
  await review(second.request)
  assert.equal(await state(), 'satisfied')
  // Had they come before they were replaced, no closing would hide it.
  await db.owner.read.query(
    { text: `UPDATE identity.person SET active_ms = $2 WHERE 'per_' || encode(id, 'hex') = $1` },
    [first.person, clock.ms],
  )
  assert.equal(await state(), 'violated')
})

test('what was done by whoever came is reviewed, also when another was made after they left', async (t) => {
  const { db, requests, people, by, person, leave, measured } = await glassScene(t)
  const owner = await person('owner', ['access-owner'])
  const first = await breakGlass(requests, people, by, WHO)
  await db.owner.read.query({
    text: `UPDATE identity.person SET state = 'active', active_ms = 1 WHERE state = 'invited'`,
  })
  await leave(Buffer.from(first.person.slice(4), 'hex'))
  const second = await breakGlass(requests, people, by, { ...WHO, userName: 'ren.ito', replace: true })
  assert.deepEqual(second.replaced, [])
  await confirmEmergency(requests, owner.caller, second.request, 'confirmed')
  assert.equal((await measured())?.state, 'violated')
  await confirmEmergency(requests, owner.caller, first.request, 'confirmed')
  assert.equal((await measured())?.state, 'satisfied')
})

test('who was here, left and was taken back has not “never come”: what they did is reviewed', async (t) => {
  const { db, requests, people, by, person, measured, clock } = await glassScene(t)
  const owner = await person('owner', ['access-owner'])
  const first = await breakGlass(requests, people, by, WHO)
  // As a directory leaves somebody whom it ended and made active again.
  await db.owner.read.query({ text: 'UPDATE identity.person SET last_seen_ms = $1 WHERE state = $2' }, [
    clock.ms,
    'invited',
  ])
  const second = await breakGlass(requests, people, by, { ...WHO, userName: 'ren.ito', replace: true })
  assert.deepEqual(second.replaced, [first.person])
  await confirmEmergency(requests, owner.caller, second.request, 'confirmed')
  assert.equal((await measured())?.state, 'violated')
  await confirmEmergency(requests, owner.caller, first.request, 'confirmed')
  assert.equal((await measured())?.state, 'satisfied')
})
