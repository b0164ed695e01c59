import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { changeChecks } from '../src/access/index.ts'
import { ensureTenant } from '../src/app/open/first-start.ts'
import { operatorCaller } from '../src/identity/index.ts'
import { personWho, serviceWho } from './matrix/who.ts'
import { type Staff, staffApp } from './staff-app.ts'

/** Set-up offers the policies that come with the program, and lets the first administrator put one in force alone. */

const FIRST = ['access-owner', 'administrator']

async function scene(t: TestContext) {
  const s = await staffApp()
  t.after(() => s.close())
  const first = await s.staff('first', FIRST)
  const choose = (policy: string, who: Staff = first) => s.call(who, 'POST', '/v1/setup/policy', { policy })
  const look = async (who: Staff = first) => (await s.call(who, 'GET', '/v1/setup/policies')).body
  /** Of the entries of one kind, oldest first, as soon as there are so many: the sequencer takes a moment. */
  const details = async (kind: string, count: number): Promise<Detail[]> => {
    const query = `kind=${kind}&order=oldest`
    let read: { detail: Detail }[] = []
    while (read.length < count) read = (await s.call(first, 'GET', `/v1/log/entries?${query}`)).body.entries
    return read.map(({ detail }) => detail)
  }
  return { s, first, choose, look, details }
}

type Detail = Record<string, unknown>

test('the first administrator chooses between the shipped policies, and what follows is that policy’s', async (t) => {
  const { s, first, choose, look, details } = await scene(t)
  assert.deepEqual(await look(), {
    inForce: { policy: 'marketplace', version: 1 },
    open: true,
    policies: [
      {
        name: 'marketplace',
        title: {
          en: 'Personal data from the marketplace',
          ja: 'マーケットプレイスから受け取る個人データの取扱い',
        },
        clauses: 33,
        inForce: true,
      },
      {
        name: 'software-vendor',
        title: {
          en: 'What we promise the users of our software',
          ja: 'ソフトウェアをお使いいただく皆様への約束',
        },
        clauses: 42,
        inForce: false,
      },
    ],
  })
  const same = await choose('marketplace')
  assert.deepEqual([same.status, same.body], [200, { policy: 'marketplace', version: 1 }], 'nothing to do')
  const chosen = await choose('software-vendor')
  assert.deepEqual([chosen.status, chosen.body], [200, { policy: 'software-vendor', version: 2 }])
  assert.deepEqual((await s.call(first, 'GET', '/v1/me')).body.roles, FIRST, 'who chose goes on')
  const { collections } = (await s.call(first, 'GET', '/v1/collections')).body
  const names = collections.map(({ name }: { name: string }) => name).sort()
  assert.deepEqual(names, ['accounts', 'enquiries', 'licences', 'models', 'tickets'])

  const applied = await details('policy.applied', 2)
  assert.equal(applied.length, 2, 'what was in force already made no entry')
  assert.deepEqual(
    [applied[0]?.set_up, applied[1]?.set_up, applied[1]?.bootstrap, applied[1]?.proposed_by],
    [undefined, true, true, 'person'],
  )
  const proposed = (await details('policy.proposed', 2)).at(-1)
  assert.deepEqual([proposed?.set_up, proposed?.accepted], [true, []])
  const { versions } = (await s.call(first, 'GET', '/v1/policy/versions')).body
  assert.deepEqual(
    versions.map((v: { version: number; bootstrap: boolean; approvedBy: string | null }) => [
      v.version,
      v.bootstrap,
      v.approvedBy,
    ]),
    [
      [1, true, null],
      [2, true, null],
    ],
  )
  const check = changeChecks((ms) => ms).find((one) => one.name === 'policy.changes-approved-by-another')
  const context = { read: s.app.databases.app.across.read, clock: s.app.clock }
  assert.equal((await check?.measure(context))?.state, 'unknown', 'nobody approved it, and that shows')

  assert.equal((await choose('marketplace')).body.version, 3, 'they may change their mind')
  const unknown = await choose('../marketplace')
  assert.deepEqual([unknown.status, unknown.body.code], [422, 'policy_not_shipped'])
})

test('once a record was stored the policy is proposed like any other, however soon it was deleted', async (t) => {
  const { s, choose, look } = await scene(t)
  const { tenant } = s.app
  const by = operatorCaller(tenant.tenant, tenant.id)
  const record = { collection: 'orders', id: 'o-1' }
  await s.app.putter.put(by, { ...record, fields: { 'buyer.name': 'Hanako' }, mode: 'replace' })
  const stored = await choose('software-vendor')
  assert.deepEqual(
    [stored.status, stored.body.code, stored.body.reason],
    [409, 'policy_choice_over', 'records_stored'],
  )
  for (const table of ['vault.record', 'keys.record_key'])
    await s.app.databases.app.across.write({ text: `DELETE FROM ${table}` })
  assert.deepEqual(
    [(await look()).open, (await choose('software-vendor')).body.code],
    [false, 'policy_choice_over'],
  )
  assert.equal((await s.app.policy.reload()).version, 1)
})

test('a record that is being stored is waited for', async (t) => {
  const { s, choose } = await scene(t)
  const { app: database } = s.app.databases
  const waiting = async () => {
    const text = `SELECT 1 AS one FROM pg_locks WHERE relation = 'vault.record'::regclass AND NOT granted`
    return (await database.across.read.query({ text })).length > 0
  }
  let settled = false
  const chosen = await database.across.tx(async (tx) => {
    await tx.query({ text: 'LOCK TABLE vault.record IN ROW EXCLUSIVE MODE' })
    const values = [s.app.tenant.tenant, Buffer.alloc(60)]
    const text = `INSERT INTO keys.bucket (tenant, kind, day, seed, tenant_version, created_at_ms) VALUES ($1, 'open', -1, $2, 1, 1)`
    await tx.query({ text }, values)
    const reply = choose('software-vendor').finally(() => {
      settled = true
    })
    while (!settled && !(await waiting())) {}
    return { reply }
  })
  const { status, body } = await chosen.reply
  assert.deepEqual([status, body.reason], [409, 'records_stored'])
})

test('somebody else who can approve ends it, in any tenant; a service or a person without the right never chooses', async (t) => {
  const { s, choose, look } = await scene(t)
  const service = await serviceWho(s.app, 'shop administration', ['manage-policy'])
  const reply = await fetch(`${s.url}/v1/setup/policy`, {
    method: 'POST',
    headers: { ...service.headers(), 'content-type': 'application/json' },
    body: JSON.stringify({ policy: 'software-vendor' }),
  })
  assert.deepEqual([reply.status, ((await reply.json()) as { reason: string }).reason], [409, 'not_a_person'])
  const auditor = await s.staff('auditor', ['auditor'])
  assert.equal((await choose('software-vendor', auditor)).body.code, 'action_denied')

  const { keyring, clock, databases, writers } = s.app
  const deps = { database: databases.app, writer: writers.app, keyring, clock }
  const second = await ensureTenant(deps, 'second', 'Asia/Tokyo')
  assert.equal((await look()).open, true)
  const url = s.url.replace('127.0.0.1', 'localhost')
  await personWho(s.app, url, { name: 'owner', roles: ['access-owner'], state: 'full', tenant: second })
  const over = await choose('software-vendor')
  assert.deepEqual([over.status, over.body.reason], [409, 'others_approve'])
  assert.equal((await s.app.policy.reload()).version, 1)
})
