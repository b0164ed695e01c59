import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import {
  admit,
  approveRequest,
  caseKind,
  confirmEmergency,
  createGrant,
  createRequest,
  refuseRequest,
} from '../src/access/index.ts'
import { type PolicyScene, policyScene } from '../src/access/test-support/test-policy-scene.ts'
import { policyDirectory } from '../src/app/open/first-start.ts'
import { requireShown } from '../src/identity/devices/enrol-certificate.ts'
import { createService, NetworkRules } from '../src/identity/index.ts'
import { addNetwork } from '../src/identity/networks/change-networks.ts'
import { checkName } from '../src/identity/people/person-name.ts'
import { isAzukariError } from '../src/platform/errors.ts'
import { type FieldModel, loadPolicy, NOTHING_STORED, type Promised } from '../src/policy/index.ts'
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

interface Scene extends PolicyScene {
  /** Does something that is refused with this code and the clause that the policy in force promises it in. */
  refused(code: string, promised: Promised, work: () => unknown): Promise<void>
}

async function scene(t: TestContext, name: string): Promise<Scene> {
  const w = await policyScene(t, NOTHING_STORED, await loadPolicy(policyDirectory(name)))
  const { clauses } = (await w.policy.load()).model
  return {
    ...w,
    async refused(code, promised, work) {
      const expected = w.policy.clauseOf(promised)
      assert.ok(expected !== undefined && Object.hasOwn(clauses, expected), promised)
      await assert.rejects(
        async () => work(),
        (error) => {
          assert.ok(isAzukariError(error), String(error))
          assert.deepEqual([error.code, error.extra.clause], [code, expected])
          return true
        },
      )
    },
  }
}

const filesOf = (name: string) =>
  Object.fromEntries(
    ['policy.yaml', 'policy.en.md', 'policy.ja.md'].map((file) => [
      file,
      readFileSync(join(policyDirectory(name), file), 'utf8'),
    ]),
  )

/** The first collection of the policy, one of its fields and a purpose that covers it. */
async function something({ policy }: Pick<PolicyScene, 'policy'>) {
  const { model } = await policy.load()
  const [collection] = Object.values(model.collections)
  const [field] = collection?.fields ?? []
  const purpose = Object.values(model.purposes).find((one) => one.classes.includes(field?.class ?? ''))
  assert.ok(collection && field && purpose)
  return { model, collection, field, purpose: purpose.name }
}

const sampleFor = ({ normalise }: FieldModel) => (normalise === 'text' ? '山田 花子' : 'hanako@example.jp')

for (const name of ['marketplace', 'software-vendor']) {
  test(`${name}: who is refused for a name, a place, a machine or a grant is told which clause of it`, async (t) => {
    const { refused, identity, access, requests, first, ...w } = await scene(t, name)
    const service = await w.service([])
    await refused('service_name_generic', 'own-accounts', () =>
      createService(identity, first, { name: 'admin' }),
    )
    await refused('person_name_generic', 'own-accounts', () => checkName('Admin', identity.clauseOf))
    const rolesOf = async () => []
    const networks = new NetworkRules({ database: w.db.app, rolesOf, clauseOf: identity.clauseOf })
    const alone = {
      requestedBy: 'operator',
      approvedBy: undefined,
      request: undefined,
      unapproved: 'operator',
    } as const
    const office = { network: '10.0.0.0/8', scope: 'all' } as const
    await w.writer.across((tx, entries) =>
      addNetwork({ ...identity, networks, rolesOf }, tx, entries, first, office, alone),
    )
    await refused('network_refused', 'networks', () => networks.enter(service, '192.0.2.1'))
    await refused('device_certificate_missing', 'devices', () => requireShown(identity, undefined))
    const principal = service.principalId
    await refused('grant_invalid', 'default-deny', () =>
      createGrant(access, first, { action: 'put', collection: 'nowhere', principal }),
    )
    await refused('grant_to_self', 'approved-access', () =>
      createGrant(access, service, { action: 'read-log', principal }),
    )
    for (const [action, promised] of [
      ['manage', 'approved-access'],
      ['manage-policy', 'changes'],
      ['manage-network', 'networks'],
      ['review-access', 'reviews'],
      ['request-case', 'cases'],
      ['read-log', 'log'],
      ['report-scan', 'secrets'],
      ['make-sample', 'test-data'],
    ] as const)
      await refused('action_denied', promised, () => admit(requests, service, action, 'test'))
  })

  test(`${name}: who may not decide, or asks for too much, is told which clause of it`, async (t) => {
    const { refused, access, requests, ...w } = await scene(t, name)
    const service = await w.service([])
    const asker = await w.person('asker', ['administrator'])
    const owner = await w.person('owner', ['access-owner'])
    await w.person('second owner', ['access-owner'])
    const ask = (kind: string, payload: object, more = {}) =>
      createRequest(requests, asker.caller, { kind, payload, ...more })
    await refused('emergency_refused', 'emergencies', () =>
      ask('policy', { files: filesOf(name) }, { emergency: true }),
    )
    const { id } = await ask('grant', { action: 'read-log', principal: service.principalId })
    await refused('approver_not_person', 'approved-access', () => approveRequest(requests, service, id))
    await refused('approver_not_person', 'emergencies', () =>
      confirmEmergency(requests, service, id, 'confirmed'),
    )
    const own = await ask('grant', { action: 'read-log', principal: owner.id })
    await refused('own_request', 'approved-access', () => approveRequest(requests, owner.caller, own.id))
    const newcomer = await w.person('newcomer')
    const early = await ask('grant', { action: 'read-log', principal: newcomer.id })
    await refused('onboarding_missing', 'onboarding', () => approveRequest(requests, owner.caller, early.id))
    const change = await ask('policy', { files: filesOf(name) })
    await w.grant(asker.caller, { action: 'approve-access' })
    await w.grant(asker.caller, { action: 'approve-change' })
    await refused('own_request', 'approved-access', () => refuseRequest(requests, asker.caller, id))
    await refused('own_request', 'changes', () => approveRequest(requests, asker.caller, change.id))

    const digests = { record: async () => Buffer.alloc(32), subject: async () => undefined }
    requests.kinds.register(caseKind({ ...access, texts: w.keyring, digests }))
    const { collection, field, purpose } = await something(w)
    const until = new Date(w.clock.now() + 300 * DAY).toISOString()
    const wanted = { collection: collection.name, fields: [field.name], purpose, records: ['one'] }
    await w.grant(asker.caller, { action: 'request-case' })
    await refused('case_invalid', 'cases', () => ask('case', { ...wanted, until, cap: 1 }))
  })

  test(`${name}: what is over is refused, and noted, by the clause that ended it`, async (t) => {
    const w = await scene(t, name)
    const { model, collection, field, purpose } = await something(w)
    const caller = await w.service(everything(model, collection.name))
    const at = new Date(w.clock.now()).toISOString()
    await w.putter.put(caller, {
      collection: collection.name,
      id: 'one',
      fields: { [field.name]: sampleFor(field) },
      events: collection.events.map((event) => ({ event, at })),
      mode: 'replace',
    })
    await w.setTime(w.clock.now() + 3649 * DAY)
    const asked = { collection: collection.name, id: 'one', fields: [field.name], purpose }
    await w.refused('record_destroyed', 'deadlines', () => w.revealer.reveal(caller, asked))
    const noted = (await w.entries('record.revealed')).at(-1)?.unmapped.detail
    assert.equal(noted?.clause, w.policy.clauseOf('deadlines'))
  })
}
