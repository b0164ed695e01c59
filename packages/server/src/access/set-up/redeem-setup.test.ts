import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { listServices, makeSetupLink } from '../../identity/index.ts'
import { gate } from '../decision/gate.ts'
import { listGrants } from '../grants/list-grants.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { redeemSetup } from './redeem-setup.ts'

const put = { action: 'put', collection: 'orders', classes: ['contact', 'address', 'order'] } as const

test('the set-up link makes a service that may go on: its key passes the gate, its grants are there', async (t) => {
  const db = await testDatabase(t)
  const { deps, identity, authenticator, authorities, by, entries, clock } = await accessScene(
    db.app,
    db.owner,
  )
  const { token } = await makeSetupLink(identity, by)
  const made = await redeemSetup(identity, deps, { token, name: 'shop importer', grants: [put] })
  const { caller } = await authenticator.authenticate(made.key.key)
  await gate({ ...deps, authorities }, caller, 'manage')
  await assert.rejects(gate({ ...deps, authorities }, caller, 'read-log'), { code: 'action_denied' })
  const grants = await listGrants(db.app.across.read, by.tenant, clock.now())
  assert.deepEqual(grants.map((g) => g.action).sort(), ['manage', 'put'])
  assert.equal((await entries('grant.created')).length, 2)
})

test('a grant that does not fit undoes all of it, and the link stays good', async (t) => {
  const db = await testDatabase(t)
  const { deps, identity, by, entries, clock } = await accessScene(db.app, db.owner)
  const { token } = await makeSetupLink(identity, by)
  const wrong = { ...put, collection: 'nowhere' }
  const failing = redeemSetup(identity, deps, { token, name: 'shop importer', grants: [put, wrong] })
  await assert.rejects(failing, { code: 'grant_invalid' })
  assert.deepEqual(await listServices(db.app.across.read, by.tenant, clock.now()), [])
  assert.deepEqual(await listGrants(db.app.across.read, by.tenant, clock.now()), [])
  assert.equal((await entries('service.created')).length, 0)
  await redeemSetup(identity, deps, { token, name: 'shop importer' })
})
