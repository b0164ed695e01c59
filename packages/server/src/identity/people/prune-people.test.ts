import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AIKO, MINUTE, PASSWORD, peopleSite } from '../../../test/people/people-site.ts'
import { prunePeople } from './prune-people.ts'

const DAY = 24 * 60 * MINUTE

test('counters go after a day, sessions a month after their end, and a lock or a live session stays', async (t) => {
  const site = await peopleSite(t)
  site.rules.sessionIdleMs = site.rules.sessionAbsoluteMs
  const { browser } = await site.setUp()
  site.rules.lockoutAfter = 1
  await site.browser().post('/sign-in', { userName: AIKO.userName, password: 'not the password' })
  const counters = await site.w.count('identity.throttle')
  assert.ok(counters > 0)
  assert.equal(await prunePeople(site.w.db.app, site.w.clock.ms), 0)
  assert.equal(
    (await site.browser().post('/sign-in', { userName: AIKO.userName, password: PASSWORD })).status,
    429,
  )
  assert.equal((await browser.get('/me')).status, 200)
  await prunePeople(site.w.db.app, site.w.clock.ms + DAY + 16 * MINUTE)
  assert.equal(await site.w.count('identity.throttle'), 0)
  assert.equal(await site.w.count('identity.session'), 2)
  await prunePeople(site.w.db.app, site.w.clock.ms + 32 * DAY)
  assert.equal(await site.w.count('identity.session'), 0)
})
