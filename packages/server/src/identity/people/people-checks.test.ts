import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE, type PeopleSite, peopleSite } from '../../../test/people/people-site.ts'
import { identityChecks } from '../checks.ts'
import { PasswordHasher } from '../passwords/password-hasher.ts'
import { peopleChecks } from './people-checks.ts'
import { sealProfile } from './profile.ts'

const strong = { deps: { passwords: new PasswordHasher({ memoryKiB: 19_456, passes: 2 }) } }

async function measure({ deps, w }: PeopleSite, name: string) {
  const found = [...identityChecks(deps), ...peopleChecks(deps)].find((one) => one.name === name)
  assert.ok(found, name)
  return found.measure({ read: w.db.app.across.read, clock: w.clock })
}

const change = ({ w }: PeopleSite, text: string) => w.db.owner.read.query({ text })

test('a person without a second factor, and a session begun with one, are found', async (t) => {
  const site = await peopleSite(t, strong)
  const name = 'identity.people-have-second-factor'
  await site.setUp()
  const good = await measure(site, name)
  assert.deepEqual(good, {
    state: 'satisfied',
    figures: { people: 1, withoutFactor: 0, sessions: 1, sessionsWithOneFactor: 0 },
  })
  await change(site, `UPDATE identity.session SET amr = '{pwd}'`)
  assert.equal((await measure(site, name)).state, 'violated')
  await change(site, `UPDATE identity.session SET amr = '{pwd,otp,mfa}'`)
  await change(site, `UPDATE identity.factor SET removed_ms = 1, removed_by = 'x'`)
  const without = await measure(site, name)
  assert.deepEqual([without.state, without.figures.withoutFactor], ['violated', 1])
})

test('a person whose name is generic is found, whichever door it came in by', async (t) => {
  const site = await peopleSite(t, strong)
  const name = 'identity.no-generic-names'
  const { person } = await site.setUp()
  assert.deepEqual((await measure(site, name)).figures, { services: 0, people: 1, generic: 0 })
  const id = Buffer.from(person.slice(4), 'hex')
  const { tenant } = site.w.first
  const profile = await sealProfile(site.deps.keyring, tenant, id, {
    name: 'Shared',
    userName: 'x.y',
    email: 'x@example.com',
  })
  await site.w.db.owner.read.query({ text: 'UPDATE identity.person SET profile = $1' }, [profile])
  assert.equal((await measure(site, name)).state, 'violated')
})

test('sessions used beyond the policy, weak verifiers and too much history are found', async (t) => {
  const site = await peopleSite(t, strong)
  const name = 'identity.sign-in-parameters'
  const { browser } = await site.setUp()
  assert.equal((await measure(site, name)).state, 'satisfied')
  site.w.clock.ms += 10 * MINUTE
  assert.equal((await browser.get('/me')).status, 200)
  site.rules.sessionAbsoluteMs = 5 * MINUTE
  assert.equal((await browser.get('/me')).body.code, 'session_over', 'a stricter policy counts at once')
  const beyond = await measure(site, name)
  assert.deepEqual([beyond.state, beyond.figures.sessionsBeyond], ['violated', 1])
  site.rules.sessionAbsoluteMs = 60 * MINUTE
  assert.equal((await measure(site, name)).state, 'satisfied')
  await change(site, `UPDATE identity.password SET verifier = replace(verifier, 'm=19456', 'm=1024')`)
  assert.equal((await measure(site, name)).figures.weak, 1)
  await change(site, `UPDATE identity.password SET verifier = replace(verifier, 'm=1024', 'm=19456')`)
  await change(
    site,
    'INSERT INTO identity.password SELECT tenant, person, number + n, verifier, made_ms FROM identity.password, generate_series(1, 10) n',
  )
  assert.equal((await measure(site, name)).state, 'violated')
})
