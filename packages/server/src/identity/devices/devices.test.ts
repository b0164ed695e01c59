import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { SoftAuthenticator } from '../../../test/people/authenticator.ts'
import { peopleSite, signIn } from '../../../test/people/people-site.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import type { Caller } from '../../platform/route.ts'
import type { DeviceDeps } from './device-deps.ts'
import { deviceRoutes } from './device-routes.ts'
import { requireDevice } from './device-rule.ts'
import { approveDevice, revokeDevice } from './device-states.ts'

async function scene(t: TestContext) {
  const asked: string[] = []
  let companyOnly = true
  const held: { deps?: DeviceDeps } = {}
  const site = await peopleSite(t, {
    routes: (deps) => {
      held.deps = {
        ...deps,
        askFor: async (_tx, _entries, _by, device) => {
          asked.push(device)
          return `req_${'1'.repeat(32)}`
        },
        companyOnly: async () => companyOnly,
        clauseOf: (promised) => `clause-of-${promised}`,
      }
      return deviceRoutes(held.deps)
    },
    enter: async (caller: Caller, { access, operation }) => {
      if (held.deps) await requireDevice(held.deps, caller, access, operation)
    },
  })
  const { deps } = held
  if (deps === undefined) throw new Error('the routes were not asked for')
  const origin = site.url
  const enrol = async (browser: TestBrowser, machine: SoftAuthenticator, name = 'Blue laptop') => {
    const options = (await browser.post('/me/devices/options'))
      .body as unknown as PublicKeyCredentialCreationOptionsJSON
    return browser.post('/me/devices', { name, response: machine.create(options) })
  }
  const confirm = async (browser: TestBrowser, machine: SoftAuthenticator, bent = {}) => {
    const options = (await browser.post('/me/devices/confirm/options'))
      .body as unknown as PublicKeyCredentialRequestOptionsJSON
    const response = machine.get(options, bent)
    return { ...(await browser.post('/me/devices/confirm', { response })), response }
  }
  const approve = (id: string) =>
    site.w.writer.across((tx, entries) =>
      approveDevice(deps, tx, entries, site.w.first, id, {
        approvedBy: `per_${'9'.repeat(32)}`,
        request: undefined,
      }),
    )
  return { site, deps, asked, origin, enrol, confirm, approve, optional: () => (companyOnly = false) }
}

/** Anything that is not about signing in. */
const works = async (browser: TestBrowser) => (await browser.get('/me/devices')).status

test('from the first approved device on, people work on approved devices only', async (t) => {
  const s = await scene(t)
  const ready = await s.site.setUp()
  const { browser } = ready
  assert.equal(await works(browser), 200, 'before it nobody could')
  const laptop = new SoftAuthenticator(s.origin)
  const made = await s.enrol(browser, laptop)
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(s.asked, [made.body.id])
  assert.equal((await s.confirm(browser, laptop)).status, 422, 'it waits for approval')
  assert.equal(await works(browser), 200)
  await s.approve(String(made.body.id))

  const refused = await browser.get('/me/devices')
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.clause],
    [403, 'device_needed', 'clause-of-devices'],
  )
  assert.equal((await browser.get('/me')).status, 200, 'who one is can be seen from anywhere')
  const confirmed = await s.confirm(browser, laptop)
  assert.deepEqual([confirmed.status, confirmed.body.device], [200, made.body.id], confirmed.text)
  assert.equal(await works(browser), 200)
  const other = await signIn(s.site, ready)
  assert.equal(await works(other), 403, 'another session is on another device until it shows otherwise')
  assert.deepEqual((await browser.get('/me/devices')).body.items, [
    {
      ...((await browser.get('/me/devices')).body.items as object[])[0],
      name: 'Blue laptop',
      state: 'approved',
    },
  ])
  await revokeDevice(s.deps, s.site.w.first, String(made.body.id))
  assert.equal(await works(browser), 401, 'its sessions ended with it')
  assert.equal(await works(other), 403, 'and the door is not open again')
  s.optional()
  assert.equal(await works(other), 200, 'where the policy asks for none')
})

test('a credential that can be copied, or is carried about, is no device', async (t) => {
  const s = await scene(t)
  const { browser } = await s.site.setUp()
  const synced = await s.enrol(browser, new SoftAuthenticator(s.origin, true))
  assert.deepEqual([synced.status, synced.body.code], [422, 'device_can_be_copied'])
  const options = (await browser.post('/me/devices/options'))
    .body as unknown as PublicKeyCredentialCreationOptionsJSON
  assert.equal(options.authenticatorSelection?.authenticatorAttachment, 'platform')
  const key = {
    ...new SoftAuthenticator(s.origin).create(options),
    authenticatorAttachment: 'cross-platform',
  }
  assert.equal(
    (await browser.post('/me/devices', { name: 'Key', response: key })).body.code,
    'device_can_be_copied',
  )
  const elsewhere = await s.enrol(browser, new SoftAuthenticator('https://evil.example'))
  assert.equal(elsewhere.body.code, 'device_refused')
  assert.equal(await s.site.w.count('identity.device'), 0)
})

test('a device opens for its person, its session and one time', async (t) => {
  const s = await scene(t)
  const ready = await s.site.setUp()
  const { browser } = ready
  const laptop = new SoftAuthenticator(s.origin)
  const { id } = (await s.enrol(browser, laptop)).body
  await s.approve(String(id))
  // A counter that stands still, as in most machines: it is the challenge that opens once.
  const first = await s.confirm(browser, laptop, { counter: 0 })
  assert.equal(first.status, 200, first.text)
  const again = await browser.post('/me/devices/confirm', { response: first.response })
  assert.equal(again.body.code, 'device_refused', 'an answer opens once')
  const other = await signIn(s.site, ready)
  const options = (await browser.post('/me/devices/confirm/options'))
    .body as unknown as PublicKeyCredentialRequestOptionsJSON
  const carried = await other.post('/me/devices/confirm', { response: laptop.get(options) })
  assert.equal(carried.body.code, 'device_refused', 'a challenge belongs to one session')
  const stranger = await s.confirm(other, new SoftAuthenticator(s.origin))
  assert.equal(stranger.body.code, 'device_refused')
  assert.equal((await s.confirm(other, laptop, { verified: false })).body.code, 'device_refused')
  assert.equal(
    (await s.confirm(other, laptop, { origin: 'https://evil.example' })).body.code,
    'device_refused',
  )
  assert.equal(await works(other), 403)
  // The same credential enrolled once more, for whoever.
  assert.equal((await s.enrol(browser, laptop)).body.code, 'device_refused')
})

test('names of devices are sealed, and people are not named in entries', async (t) => {
  const s = await scene(t)
  const { browser, person } = await s.site.setUp()
  const { id } = (await s.enrol(browser, new SoftAuthenticator(s.origin), 'Zanzibar laptop')).body
  const [row] = await s.site.w.db.owner.read.query<{ text: string }>({
    text: `SELECT encode(d::text::bytea, 'escape') AS text FROM identity.device d`,
  })
  assert.ok(!row?.text.includes(Buffer.from('Zanzibar').toString('hex')))
  const [entry] = await s.site.w.entries('device.enrolled')
  assert.equal(entry?.unmapped.detail?.device, id)
  assert.ok(!JSON.stringify(entry).includes(person.slice(4)))
})
