import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AIKO, codeAt, MINUTE, PASSWORD, peopleSite, signIn } from '../../../test/people/people-site.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { newId, parseId } from '../../platform/ids.ts'
import { Authenticator } from '../keys/authenticate.ts'
import { createKey } from '../keys/create-key.ts'
import { addPerson } from '../people/add-person.ts'
import { personCaller, personId } from '../people/person-id.ts'
import { provisioningChecks } from '../provisioning-checks.ts'
import { createService } from '../services/create-service.ts'
import { confirmTask } from './confirm-task.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { listLeavers } from './list-leavers.ts'
import { type OffBoard, offBoardPerson } from './off-board.ts'

async function scene(t: TestContext) {
  const site = await peopleSite(t)
  const { w } = site
  const deps: LeaverDeps = {
    ...site.deps,
    elsewhere: async () => ['cloud', 'mail'],
    tasksDueMs: async (leftMs) => leftMs + 86_400_000,
    endAccess: async () => ({}),
  }
  const ready = await site.setUp()
  const person = parseId('per', ready.person)
  const caller = personCaller(w.first.tenant, w.first.tenantId, person)
  const service = async (name: string) => {
    const made = await createService(site.deps, caller, { name })
    const { key } = await createKey(site.deps, caller, { service: made.id })
    return { ...made, key }
  }
  const another = async (userName: string) => {
    const { value } = await w.writer.across((tx, entries) =>
      addPerson(tx, entries, site.deps, w.first, {
        name: `Person ${userName}`,
        userName,
        email: `${userName}@example.com`,
        locale: 'en',
        zone: 'Asia/Tokyo',
        source: 'invitation',
        state: 'active',
        enrolUntilMs: w.clock.ms,
      }),
    )
    return value
  }
  const leaves = (more: Partial<OffBoard> = {}) =>
    offBoardPerson(deps, w.first, { person: ready.person, source: 'people', ...more })
  const measure = async (name: string) => {
    const check = provisioningChecks.find((one) => one.name === name)
    assert.ok(check)
    return check.measure({ read: w.db.app.across.read, clock: w.clock })
  }
  const [row] = await w.db.owner.read.query<{ password: string }>({
    text: 'SELECT row_to_json(p)::text AS password FROM identity.password p',
  })
  return { password: row?.password, site, w, deps, ready, person, caller, service, another, leaves, measure }
}

test('one transaction ends every way in and everything that stands for a person', async (t) => {
  const s = await scene(t)
  const { browser } = s.ready
  const other = await signIn(s.site, s.ready)
  const printer = await s.service('label printer east')
  const authenticator = new Authenticator({ database: s.w.db.app, clock: s.w.clock })
  assert.equal((await authenticator.authenticate(printer.key)).caller.principalId, printer.id)
  assert.equal((await s.measure('identity.leavers-gone')).state, 'satisfied')

  const done = await s.leaves({ reason: 'Contract ended' })
  assert.equal(done.ended.sessions, 2)
  assert.equal(done.ended.factors, 1)
  assert.deepEqual([done.ended.services_disabled, done.ended.keys], [1, 1])
  assert.deepEqual(
    done.tasks.map((task) => task.system),
    ['cloud', 'mail'],
  )
  for (const gone of [browser, other]) assert.equal((await gone.get('/me')).status, 401)
  assert.equal(
    (await s.site.browser().post('/sign-in', { userName: AIKO.userName, password: PASSWORD })).status,
    401,
  )
  const fresh = new Authenticator({ database: s.w.db.app, clock: s.w.clock })
  await assert.rejects(
    async () => fresh.authenticate(printer.key),
    (e) => isAzukariError(e, 'key_revoked'),
  )
  assert.equal(await s.w.count('identity.password'), 0)
  assert.equal((await s.measure('identity.leavers-gone')).state, 'satisfied')
  await assert.rejects(s.leaves(), (e) => isAzukariError(e, 'person_state_wrong'))
  const [entry] = await s.w.entries('person.left')
  assert.equal(entry?.unmapped.detail?.services_disabled, 1)
  assert.ok(!JSON.stringify(entry).includes(s.ready.person.slice(4)))
})

test('the check finds what is left, whatever the operation says', async (t) => {
  const s = await scene(t)
  await s.service('label printer west')
  await s.w.db.owner.read.query({ text: `UPDATE identity.person SET state = 'left', left_ms = 1` })
  const found = await s.measure('identity.leavers-gone')
  assert.equal(found.state, 'violated')
  assert.deepEqual([found.figures.sessions, found.figures.services, found.figures.factors], [1, 1, 1])
})

test('services go to a named person who is here, and their keys become a task', async (t) => {
  const s = await scene(t)
  const printer = await s.service('label printer north')
  const heir = await s.another('heir.one')
  const invalid = (e: unknown) => isAzukariError(e, 'hand_over_invalid')
  await assert.rejects(s.leaves({ handOver: s.ready.person }), invalid)
  await assert.rejects(s.leaves({ handOver: personId(newId()) }), invalid)
  await assert.rejects(offBoardPerson(s.deps, s.caller, { person: s.ready.person, source: 'people' }), (e) =>
    isAzukariError(e, 'own_account_refused'),
  )
  const byOwn = {
    ...s.caller,
    kind: 'service' as const,
    principal: parseId('svc', printer.id),
    principalId: printer.id,
  }
  await assert.rejects(
    offBoardPerson(s.deps, byOwn, { person: s.ready.person, source: 'people' }),
    (e) => isAzukariError(e, 'own_account_refused'),
    'a service that they own neither',
  )
  const done = await s.leaves({ handOver: personId(heir) })
  assert.deepEqual(
    done.tasks.map((task) => task.system),
    ['cloud', 'mail', 'service-keys'],
  )
  assert.equal(await s.w.count('identity.service', `owner = '${personId(heir)}' AND disabled_ms IS NULL`), 1)
  assert.equal((await s.w.entries('service.handed_over')).length, 1)
  const fresh = new Authenticator({ database: s.w.db.app, clock: s.w.clock })
  assert.equal((await fresh.authenticate(printer.key)).caller.principalId, printer.id)
  assert.equal((await s.measure('identity.leavers-gone')).state, 'satisfied')
})

test('tasks elsewhere are due, chased, and confirmed by somebody else with what shows it', async (t) => {
  const s = await scene(t)
  const { leaver, tasks } = await s.leaves()
  assert.equal((await s.measure('identity.leaver-tasks-on-time')).state, 'satisfied')
  s.w.clock.ms += 86_400_001
  const late = await s.measure('identity.leaver-tasks-on-time')
  assert.deepEqual([late.state, late.figures.overdue], ['violated', 2])
  const other = await s.another('other.one')
  const by = { ...personCaller(s.w.first.tenant, s.w.first.tenantId, other) } as Parameters<
    typeof confirmTask
  >[1]
  for (const { id } of tasks)
    await confirmTask(s.deps, by, { leaver, task: id, evidence: 'Account list of today' })
  assert.equal((await s.measure('identity.leaver-tasks-on-time')).state, 'satisfied')
  const again = confirmTask(s.deps, by, { leaver, task: tasks[0]?.id ?? '', evidence: 'x' })
  await assert.rejects(again, (e) => isAzukariError(e, 'leaver_task_done'))
  const [listed] = await listLeavers(s.deps, s.w.db.app.across.read, s.w.first.tenant, undefined)
  assert.deepEqual(
    listed?.tasks.map((task) => [task.state, task.evidence]),
    [
      ['done', 'Account list of today'],
      ['done', 'Account list of today'],
    ],
  )
  const second = await offBoardPerson(s.deps, s.w.first, { person: personId(other), source: 'people' })
  const mine = { ...by }
  await assert.rejects(
    confirmTask(s.deps, mine, { leaver: second.leaver, task: second.tasks[0]?.id ?? '', evidence: 'x' }),
    (e) => isAzukariError(e, 'leaver_own_task'),
  )
})

test('leaving at the moment of signing in leaves no session', async (t) => {
  const s = await scene(t)
  for (let i = 0; i < 6; i++) {
    s.w.clock.ms += MINUTE
    const browser = s.site.browser()
    await browser.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
    const code = codeAt(s.ready.secret, s.w.clock.ms)
    // A different head start each time; all orders are allowed, and none leaves somebody in.
    const [, answer] = await Promise.all([
      new Promise((resolve) => setTimeout(resolve, i * 3)).then(() => s.leaves()),
      browser.post('/sign-in/totp', { code }),
    ])
    assert.ok(answer.status === 200 || answer.status === 401, answer.text)
    assert.equal((await browser.get('/me')).status, 401)
    assert.equal(
      await s.w.count('identity.session', "ended_ms IS NULL AND until_ms > 0 AND state = 'full'"),
      0,
    )
    await restore(s)
  }
})

test('a service made at the moment of leaving belongs to nobody who left (confused deputy)', async (t) => {
  const s = await scene(t)
  for (let i = 0; i < 8; i++) {
    const [, made] = await Promise.allSettled([
      new Promise((resolve) => setTimeout(resolve, i)).then(() => s.leaves()),
      createService(s.site.deps, s.caller, { name: `deputy ${'abcdefgh'[i]} east` }),
    ])
    if (made.status === 'rejected')
      assert.ok(isAzukariError(made.reason, 'person_state_wrong'), String(made.reason))
    assert.equal((await s.measure('identity.leavers-gone')).figures.services, 0)
    await restore(s)
  }
})

/** As if they had never left: the scene of the next round. */
async function restore({ w, password }: Awaited<ReturnType<typeof scene>>): Promise<void> {
  const { read } = w.db.owner
  await read.query({ text: `UPDATE identity.person SET state = 'active', left_ms = NULL` })
  await read.query({ text: 'UPDATE identity.factor SET removed_ms = NULL, removed_by = NULL' })
  const text =
    'INSERT INTO identity.password SELECT * FROM json_populate_record(NULL::identity.password, $1) ON CONFLICT DO NOTHING'
  await read.query({ text }, [password])
}
