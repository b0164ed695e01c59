import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE, peopleSite, signIn } from '../../../test/people/people-site.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import { Authorities } from '../../access/index.ts'
import { Authenticator, Callers, Sessions } from '../index.ts'
import { suspendPerson } from '../people/suspend-person.ts'

async function scene(t: Parameters<typeof peopleSite>[0]) {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const { clock, db } = site.w
  const authenticator = new Authenticator({ database: db.app, clock })
  const callers = new Callers(authenticator, new Sessions(site.deps))
  const authorities = new Authorities({
    database: db.app,
    clock,
    recheck: (caller) => authenticator.recheck(caller),
  })
  const caller = async (browser: TestBrowser) => {
    const asked = { cookie: browser.cookie(), userAgent: undefined, fetchSite: undefined }
    return callers.resolve({
      authorization: undefined,
      address: '127.0.0.1',
      method: 'GET',
      access: 'key',
      browser: { ...asked, origin: undefined, host: undefined, client: undefined },
    })
  }
  return { site, ready, authorities, caller }
}

test('what was decided for a session releases nothing after its end, in a process that has it remembered', async (t) => {
  const { site, ready, authorities, caller } = await scene(t)
  const browser = await signIn(site, ready)
  const who = await caller(browser)
  await authorities.current(who)
  assert.ok(authorities.peek(who), 'remembered')
  await browser.post('/sign-out')
  await assert.rejects(authorities.current(who), { code: 'session_over' })

  const other = await caller(ready.browser)
  await authorities.current(other)
  await suspendPerson(site.deps, site.w.first, ready.person)
  await assert.rejects(authorities.current(other), { code: 'session_over' })
})

test('a session that nobody ends stops being believed when it ends by itself', async (t) => {
  const { site, ready, authorities, caller } = await scene(t)
  const who = await caller(ready.browser)
  await authorities.current(who)
  site.w.clock.ms += 15 * MINUTE
  assert.equal(authorities.peek(who), undefined)
  await assert.rejects(authorities.current(who), { code: 'session_over' })
})

test('changing a password or a factor ends what was decided for the other sessions', async (t) => {
  const { site, ready, authorities, caller } = await scene(t)
  const browser = await signIn(site, ready)
  const who = await caller(ready.browser)
  await authorities.current(who)
  const change = { current: 'violet-anchor-76-mint', new: 'copper-window-rain-41' }
  assert.equal((await browser.post('/me/password', change)).status, 200)
  await assert.rejects(authorities.current(who), { code: 'session_over' })
})
