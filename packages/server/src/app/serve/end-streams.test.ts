import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Staff, type StaffApp, staffApp } from '../../../test/staff-app.ts'
import { revokeAssignment } from '../../access/index.ts'
import type { OpenStream } from '../../http/index.ts'
import { offBoardPerson, operatorCaller } from '../../identity/index.ts'
import { StreamWatch } from './end-streams.ts'

let site: StaffApp
before(async () => {
  site = await staffApp()
})
after(() => site?.close())

/** Streams that somebody has open on one server, and which of them were cut. */
function opened(...staff: readonly (readonly [name: string, who: Staff, action?: string])[]) {
  const cut: string[] = []
  const open = new Map(
    staff.map(([request, { caller }, action]): [string, OpenStream] => [
      request,
      {
        request,
        caller,
        operation: 'test',
        action,
        cut: () => {
          cut.push(request)
          open.delete(request)
        },
      },
    ]),
  )
  return { cut, watch: new StreamWatch(site.app, { streams: () => [...open.values()] }) }
}

test('idle streams end with the person, on every server that has one, and nobody else’s do', async () => {
  const gone = await site.staff('greta.gone', ['auditor'])
  const stays = await site.staff('stina.stays', ['auditor'])
  const here = opened(['a', gone], ['b', stays], ['c', gone, 'read-log'])
  const there = opened(['d', gone, 'read-log'], ['e', stays, 'read-log'])
  const look = () => Promise.all([here.watch.look(), there.watch.look()])
  await look()
  assert.deepEqual([here.cut, there.cut], [[], []])
  const by = operatorCaller(site.app.tenant.tenant, site.app.tenant.id)
  const { person } = { person: gone.caller.principalId }
  await offBoardPerson(site.app.provisioning.leavers, by, { person, source: 'operator' })
  await look()
  assert.deepEqual([here.cut.sort(), there.cut], [['a', 'c'], ['d']])
  await look()
  assert.equal(there.cut.length, 1)
})

test('a stream ends with the right it was opened by', async () => {
  const reader = await site.staff('rita.reader', ['auditor'])
  const { cut, watch } = opened(['by right', reader, 'read-log'], ['judged as it goes', reader])
  await watch.look()
  assert.deepEqual(cut, [])
  const { app } = site
  const [row] = await app.databases.app.across.read.query<{ id: Buffer }>(
    { text: 'SELECT id FROM access.assignment WHERE principal = $1' },
    [reader.caller.principal],
  )
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  await revokeAssignment(app.access, by, `asg_${row?.id.toString('hex')}`)
  await watch.look()
  assert.deepEqual(cut, ['by right'])
})
