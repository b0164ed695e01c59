import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import {
  admit,
  approveRequest,
  caseKind,
  confirmEmergency,
  createGrant,
  createRequest,
  refuseRequest,
} from '../src/access/index.ts'
import { policyScene } from '../src/access/test-support/test-policy-scene.ts'
import { policyDirectory } from '../src/app/first-start.ts'
import { requireShown } from '../src/identity/devices/enrol-certificate.ts'
import { createService, NetworkRules } from '../src/identity/index.ts'
import { addNetwork } from '../src/identity/networks/change-networks.ts'
import { isAzukariError } from '../src/platform/errors.ts'
import { loadPolicy, NOTHING_STORED, type Promised } from '../src/policy/index.ts'
import { DAY, everything } from './world.ts'

/** Invariant 3: a refusal names a clause of the policy in force, whichever that is. */

const SOURCE = join(import.meta.dirname, '../src')
// Beside tests: what is for tests only, and policies written out as one.
const FOR_TESTS = /\.test\.ts$|\.sample\.ts$|test-support|(^|\/)test-[a-z-]+\.ts$/

test('no clause is named by its id in the program', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && !FOR_TESTS.test(file))
  assert.ok(sources.length > 500)
  const withoutComments = (file: string) =>
    readFileSync(join(SOURCE, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const found = sources.filter((file) => /(['"`])[AS]\d{1,2}\1/.test(withoutComments(file)))
  assert.deepEqual(found, [])
})

const files = (name: string) =>
  Object.fromEntries(
    ['policy.yaml', 'policy.en.md', 'policy.ja.md'].map((file) => [
      file,
      readFileSync(join(policyDirectory(name), file), 'utf8'),
    ]),
  )

for (const name of ['marketplace', 'software-vendor']) {
  test(`${name}: what is refused names the clause of this policy that promises it`, async (t) => {
    const w = await policyScene(t, NOTHING_STORED, await loadPolicy(policyDirectory(name)))
    const { model } = await w.policy.load()
    const { requests, identity, access, first } = w
    const [collection] = Object.keys(model.collections)
    assert.ok(collection)
    requests.kinds.register(
      caseKind({
        ...access,
        texts: w.keyring,
        digests: { record: async () => Buffer.alloc(32), subject: async () => undefined },
      }),
    )
    const refused = async (code: string, promised: Promised, work: () => unknown) => {
      const expected = w.policy.clauseOf(promised)
      assert.ok(expected !== undefined && Object.hasOwn(model.clauses, expected), promised)
      try {
        await work()
      } catch (error) {
        assert.ok(isAzukariError(error), String(error))
        assert.deepEqual([error.code, error.extra.clause], [code, expected])
        return
      }
      assert.fail(`${code}: it was let through`)
    }

    await refused('service_name_generic', 'own-accounts', () =>
      createService(identity, first, { name: 'admin' }),
    )
    const service = await w.service([])
    const networks = new NetworkRules({
      database: w.db.app,
      rolesOf: async () => [],
      clauseOf: identity.clauseOf,
    })
    const listed = { network: '10.0.0.0/8', scope: 'all' } as const
    const changing = { ...identity, networks, rolesOf: async () => [] }
    const alone = {
      requestedBy: 'operator',
      approvedBy: undefined,
      request: undefined,
      unapproved: 'operator',
    } as const
    await w.writer.transaction((tx, entries) => addNetwork(changing, tx, entries, first, listed, alone))
    await refused('network_refused', 'networks', () => networks.enter(service, '192.0.2.1'))
    await refused('device_certificate_missing', 'devices', () => requireShown(identity, undefined))

    await refused('grant_invalid', 'default-deny', () =>
      createGrant(access, first, { action: 'put', collection: 'nowhere', principal: service.principalId }),
    )
    await refused('grant_to_self', 'approved-access', () =>
      createGrant(access, service, { action: 'read-log', principal: service.principalId }),
    )
    for (const [action, promised] of [
      ['manage', 'approved-access'],
      ['manage-policy', 'changes'],
      ['manage-network', 'networks'],
      ['review-access', 'reviews'],
      ['read-log', 'log'],
      ['report-scan', 'secrets'],
      ['make-sample', 'test-data'],
    ] as const)
      await refused('action_denied', promised, () => admit(requests, service, action, 'test'))

    const asker = await w.person('asker', ['administrator'])
    const owner = await w.person('owner', ['access-owner'])
    const change = { kind: 'policy', payload: { files: files(name) } }
    await refused('emergency_refused', 'emergencies', () =>
      createRequest(requests, asker.caller, { ...change, emergency: true }),
    )
    const wanted = { action: 'read-log', principal: service.principalId }
    const grant = await createRequest(requests, asker.caller, { kind: 'grant', payload: wanted })
    await refused('approver_not_person', 'approved-access', () => approveRequest(requests, service, grant.id))
    await refused('approver_not_person', 'emergencies', () =>
      confirmEmergency(requests, service, grant.id, 'confirmed'),
    )
    await w.person('second owner', ['access-owner'])
    const own = await createRequest(requests, asker.caller, {
      kind: 'grant',
      payload: { action: 'read-log', principal: owner.id },
    })
    await refused('own_request', 'approved-access', () => approveRequest(requests, owner.caller, own.id))
    await w.grant(asker.caller, { action: 'approve-access' })
    await refused('own_request', 'approved-access', () => refuseRequest(requests, asker.caller, grant.id))

    const field = model.collections[collection]?.fields[0]
    assert.ok(field)
    const until = new Date(w.clock.now() + 300 * DAY).toISOString()
    await w.grant(asker.caller, { action: 'request-case' })
    const covering = Object.values(model.purposes).find((one) => one.classes.includes(field.class))
    await refused('case_invalid', 'cases', () =>
      createRequest(requests, asker.caller, {
        kind: 'case',
        payload: {
          collection,
          fields: [field.name],
          purpose: covering?.name,
          records: ['one'],
          until,
          cap: 1,
        },
      }),
    )

    const caller = await w.service(everything(model, collection))
    const value = field.normalise === 'text' ? '山田 花子' : 'hanako@example.jp'
    const at = new Date(w.clock.now()).toISOString()
    const events = (model.collections[collection]?.events ?? []).map((event) => ({ event, at }))
    await w.putter.put(caller, {
      collection,
      id: 'one',
      fields: { [field.name]: value },
      events,
      mode: 'replace',
    })
    await w.setTime(w.clock.now() + 3650 * DAY - 1)
    const ask = { collection, id: 'one', fields: [field.name], purpose: covering?.name ?? '' }
    await refused('record_destroyed', 'deadlines', () => w.revealer.reveal(caller, ask))
    const entries = await w.entries('record.revealed')
    assert.equal(entries.at(-1)?.unmapped.detail?.clause, w.policy.clauseOf('deadlines'))
  })
}
