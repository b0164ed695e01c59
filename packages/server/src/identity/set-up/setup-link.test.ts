import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { newSecretText } from '../secret-text.ts'
import { createService } from '../services/create-service.ts'
import { listServices } from '../services/list-services.ts'
import { identityScene } from '../test-support/test-scene.ts'
import { makeSetupLink, redeemSetupLink, SETUP_LINK_LIVES_MS, setupUrl } from './setup-link.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  return { db, ...(await identityScene(db.app, db.owner)) }
}
const invalid = { code: 'setup_link_invalid', status: 403 }

test('the link makes the first service and its key, once, with entries', async (t) => {
  const { deps, by, clock, entries, authenticator } = await setUp(t)
  const { token, expiresMs } = await makeSetupLink(deps, by)
  assert.equal(expiresMs, clock.now() + SETUP_LINK_LIVES_MS)
  const made = await redeemSetupLink(deps, { token, name: 'shop importer' })
  assert.equal(made.tenantId, by.tenantId)
  const { caller } = await authenticator().authenticate(made.key.key)
  assert.equal(caller.principalId, made.service.id)
  const kinds = (await entries()).map((e) => e.unmapped.event).filter((event) => event !== 'lane.opened')
  assert.deepEqual(kinds.sort(), ['key.created', 'service.created', 'setup_link.made', 'setup_link.redeemed'])
  await assert.rejects(redeemSetupLink(deps, { token, name: 'shop importer 2' }), invalid)
  await assert.rejects(makeSetupLink(deps, by), { code: 'setup_closed' })
})

test('a redeemed link stays the last one, even if what it made were gone', async (t) => {
  const { db, deps, by } = await setUp(t)
  const { token } = await makeSetupLink(deps, by)
  await redeemSetupLink(deps, { token, name: 'shop importer' })
  for (const table of ['identity.key', 'identity.service'])
    await db.owner.read.query({ text: `DELETE FROM ${table}` })
  await assert.rejects(makeSetupLink(deps, by), { code: 'setup_closed' })
})

test('of several who redeem at the same moment one wins, and one service exists', async (t) => {
  const { db, deps, by, clock } = await setUp(t)
  const { token } = await makeSetupLink(deps, by)
  const names = ['alpha importer', 'beta importer', 'gamma importer', 'delta importer']
  const done = await Promise.allSettled(names.map((name) => redeemSetupLink(deps, { token, name })))
  assert.equal(done.filter((d) => d.status === 'fulfilled').length, 1)
  for (const d of done) if (d.status === 'rejected') assert.equal(d.reason.code, 'setup_link_invalid')
  assert.equal((await listServices(db.app.across.read, by.tenant, clock.now())).length, 1)
})

test('it opens for an hour', async (t) => {
  const { deps, by, clock } = await setUp(t)
  const { token, expiresMs } = await makeSetupLink(deps, by)
  clock.ms = expiresMs
  await assert.rejects(redeemSetupLink(deps, { token, name: 'shop importer' }), invalid)
  clock.ms = expiresMs - 1
  await redeemSetupLink(deps, { token, name: 'shop importer' })
})

test('a clock set back does not bring a link to life before it was made', async (t) => {
  const { deps, by, clock } = await setUp(t)
  const { token } = await makeSetupLink(deps, by)
  clock.ms -= 1
  await assert.rejects(redeemSetupLink(deps, { token, name: 'shop importer' }), invalid)
})

test('a link that is good is voided by nobody who does not say so; one that has expired is', async (t) => {
  const { deps, by, clock } = await setUp(t)
  const first = await makeSetupLink(deps, by)
  clock.ms = first.expiresMs - 1
  await assert.rejects(makeSetupLink(deps, by), {
    code: 'setup_link_out',
    extra: { untilMs: first.expiresMs },
    fix: 'use it; where it is lost, --new-setup-link voids it and makes another',
  })
  const second = await makeSetupLink(deps, by, { replace: true })
  await assert.rejects(redeemSetupLink(deps, { token: first.token, name: 'shop importer' }), invalid)
  clock.ms = second.expiresMs
  const third = await makeSetupLink(deps, by)
  await assert.rejects(redeemSetupLink(deps, { token: second.token, name: 'shop importer' }), invalid)
  await redeemSetupLink(deps, { token: third.token, name: 'shop importer' })
})

test('of several servers that start at once one has a link, and it is good', async (t) => {
  const { deps, by } = await setUp(t)
  const made = await Promise.allSettled([1, 2, 3, 4].map(() => makeSetupLink(deps, by)))
  const tokens = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.token] : []))
  for (const one of made) if (one.status === 'rejected') assert.equal(one.reason.code, 'setup_link_out')
  assert.equal(tokens.length, 1)
  await redeemSetupLink(deps, { token: tokens[0] ?? '', name: 'shop importer' })
})

test('a refused name or whatever fails after it leaves the link good and nothing else', async (t) => {
  const { db, deps, by, clock, entries } = await setUp(t)
  const { token } = await makeSetupLink(deps, by)
  const before = (await entries()).length
  await assert.rejects(redeemSetupLink(deps, { token, name: 'admin' }), { code: 'service_name_generic' })
  const failing = redeemSetupLink(deps, { token, name: 'shop importer' }, async () => {
    throw new Error('the grants failed')
  })
  await assert.rejects(failing, /the grants failed/)
  assert.equal((await entries()).length, before)
  assert.deepEqual(await listServices(db.app.across.read, by.tenant, clock.now()), [])
  await redeemSetupLink(deps, { token, name: 'shop importer' })
})

test('where a service exists no link is made; another tenant is its own matter', async (t) => {
  const { deps, by, elsewhere } = await setUp(t)
  await createService(deps, by, { name: 'label printer' })
  await assert.rejects(makeSetupLink(deps, by), { code: 'setup_closed' })
  const { token } = await makeSetupLink(deps, elsewhere)
  const made = await redeemSetupLink(deps, { token, name: 'label printer' })
  assert.equal(made.tenant, elsewhere.tenant)
})

test('no other text opens anything, and the token is stored as its hash', async (t) => {
  const { db, deps, by } = await setUp(t)
  const { token } = await makeSetupLink(deps, by)
  for (const other of ['', 'azs_', token.slice(1), `${token} `, newSecretText('azs'), newSecretText('azk')]) {
    await assert.rejects(redeemSetupLink(deps, { token: other, name: 'shop importer' }), invalid)
  }
  const rows = await db.owner.read.query<{ row: string }>({
    text: 'SELECT s::text AS row FROM identity.setup_link s',
  })
  assert.ok(!JSON.stringify(rows).includes(token.slice(4)))
})

test('the token stands behind # so that no server is sent it', () => {
  const url = new URL(setupUrl('https://keep.example/', 'azs_x'))
  assert.equal(url.hash, '#azs_x')
  assert.equal(`${url.pathname}${url.search}`, '/setup')
})
