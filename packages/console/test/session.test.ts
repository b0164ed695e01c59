import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveRoles } from '../../server/test/matrix/who.ts'
import { PASSWORD } from '../../server/test/people/people-site.ts'
import { forgetful, HANA } from './lost-ways-in.ts'
import { site } from './staff.ts'

test('a session: by keyboard, lost, taken up again, ended, and without a server', async (t) => {
  const served = await site(t)
  const { codes, id, who } = await forgetful(served)
  await giveRoles(served.app, served.by, id, ['administrator'])
  const { page, context, noFaults, expect } = await served.sit(who)

  const signIn = async (code: string) => {
    await page.fill('input[name=username]', HANA.userName)
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.fill('input[name=code]', code)
    await page.click('button[type=submit]')
  }

  await t.test('keyboard alone: skip link, palette, board', async () => {
    await page.goto(`${served.url}/overview`)
    await page.waitForSelector('main li button')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('href')), '#content')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('dialog[open] input')
    await page.keyboard.type('ポリシー')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/policy')
    await page.goto(`${served.url}/overview`)
    await page.locator('main li button').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    // The browser's own way back closes a clause too, and leaves nothing else.
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    await page.goBack()
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    assert.equal(new URL(page.url()).pathname, '/overview')
  })

  await t.test(
    'a lost session asks for a new one on the same address, and shows nothing until then',
    async () => {
      await page.goto(`${served.url}/policy?view=change`)
      await page.waitForSelector('textarea')
      await context.clearCookies({ name: '__Host-azukari' })
      await page.getByRole('button', { name: 'Show the plan' }).click()
      await page.waitForSelector('text=You have been signed out')
      assert.equal(new URL(page.url()).pathname, '/policy')
      assert.equal(await page.locator('textarea').count(), 0)
      assert.ok(!(await page.content()).includes(HANA.name))

      await page.fill('input[name=username]', HANA.userName)
      await page.fill('input[name=password]', 'not the password at all')
      await page.click('button[type=submit]')
      await page.waitForSelector('[role=alert]')
      await signIn(codes[0] ?? '')
      await page.waitForSelector('textarea')
      assert.equal(new URL(page.url()).search, '?view=change')
    },
  )

  await t.test('signing out leaves nothing on the page, and going back shows nothing of it', async () => {
    await page.goto(`${served.url}/account`)
    await page.waitForSelector(`text=${HANA.email}`)
    await page.getByRole('button', { name: new RegExp(HANA.name) }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForSelector('input[name=username]')
    assert.ok(!(await page.content()).includes(HANA.email))
    await page.goBack()
    await page.waitForSelector('input[name=username]')
    assert.ok(!(await page.content()).includes(HANA.email))
    await signIn(codes[1] ?? '')
    await page.waitForSelector('nav[aria-label]')
  })

  await t.test(
    '100,000 rows of very long names: only those in sight exist, and End goes to the last',
    async () => {
      await page.route('**/v1/me/sessions', async (route) => {
        const items = Array.from({ length: 100_000 }, (_, i) => ({
          ...SESSION,
          id: `ses_${i}`,
          agent: `${'長い名前🌸'.repeat(i % 1000 === 0 ? 60 : 2)}${i}`,
        }))
        await route.fulfill({ json: { items } })
      })
      await page.goto(`${served.url}/account`)
      await page.waitForSelector('[role=grid] [data-index="0"]')
      assert.equal(await page.getAttribute('[role=grid]', 'aria-rowcount'), '100001')
      assert.ok((await page.locator('[role=grid] [data-index]').count()) < 100)
      await page.focus('[role=grid] [data-index="0"]')
      await page.keyboard.press('End')
      await page.waitForSelector('[role=grid] [data-index="99999"]:focus')
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wide <= 0)
      await page.unroute('**/v1/me/sessions')
    },
  )
  noFaults()

  await t.test('a server that stopped shows as such, and what was typed stays', async () => {
    await page.goto(`${served.url}/policy?view=change`)
    await page.waitForSelector('textarea')
    await page.fill('textarea', 'azukari: 1\n# a draft')
    await served.stop()
    await page.getByRole('button', { name: 'Show the plan' }).click()
    await page.waitForSelector('text=The server does not answer')
    assert.equal(await page.inputValue('textarea'), 'azukari: 1\n# a draft')
    expect(503)
  })
})

const SESSION = {
  state: 'full',
  amr: ['pwd'],
  created: '2026-01-01T00:00:00Z',
  seen: '2026-01-01T00:00:00Z',
  until: '2026-01-02T00:00:00Z',
  address: '192.0.2.1',
  device: null,
  provider: null,
  current: false,
}
