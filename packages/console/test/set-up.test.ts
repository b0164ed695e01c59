import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { serveShared } from '../../server/test/serve-shared.ts'
import { findings } from './axe.ts'
import { visit } from './browser.ts'
import { PERSON, setUp } from './set-up.ts'

for (const language of ['en', 'ja'] as const) {
  test(`from the one-time link to the first record (${language})`, async (t) => {
    const served = await serveShared(t)
    const { page, context, noFaults } = await visit(served.url, { language })
    const made = await setUp(page, `${served.url}/setup#${served.setupToken}`)
    assert.ok(made.steps <= 12)
    assert.equal(await page.evaluate(() => document.documentElement.lang), language)
    assert.match(made.key, /^azk_/)

    // The lines work as they are pasted, and the page notices what they did.
    const [put, revealed] = execFileSync('bash', ['-c', made.lines], { encoding: 'utf8' }).split(
      /(?<=\})(?=\{)/,
    )
    assert.equal(JSON.parse(put ?? '').created, true)
    assert.deepEqual(Object.values(JSON.parse(revealed ?? '').fields), ['山田 花子'])
    await page.waitForSelector('[role=status][data-arrived]')
    await page.locator('main section a').last().click()
    await page.waitForURL('**/overview')
    await page.waitForSelector('h1')
    assert.ok((await page.textContent('header'))?.includes(PERSON.name))
    // Clause A5 was measured with nobody there when the server started; it is asked about the administrator who is there now.
    await page.waitForSelector('main li button[data-state=violated]:has-text("A5")')

    // No font is installed here: what is read comes from our own files, slice by slice.
    const fonts = await page.evaluate(async () => {
      await document.fonts.ready
      return [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)
    })
    assert.ok(fonts.some((family) => family.includes('Noto Sans JP')))
    assert.ok(fonts.some((family) => family.includes('Inter')))

    // Nothing of it stays where it could be found: not in the address, not in what the browser keeps.
    const kept = await page.evaluate(async () => ({
      address: location.href,
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cookies: document.cookie,
    }))
    assert.deepEqual(
      { databases: kept.databases, caches: kept.caches, cookies: kept.cookies },
      { databases: 0, caches: 0, cookies: '' },
    )
    const all = JSON.stringify(kept)
    for (const secret of [
      made.key,
      made.secret,
      served.setupToken ?? '',
      PERSON.name,
      PERSON.email,
      PERSON.userName,
    ])
      assert.ok(!all.includes(secret))
    assert.deepEqual(
      (await context.cookies()).filter((c) => !c.httpOnly),
      [],
    )
    noFaults()
  })
}

for (const language of ['en', 'ja'] as const) {
  test(`the other policy is chosen with the keyboard, and the steps after it are that policy’s (${language})`, async (t) => {
    const served = await serveShared(t)
    const { page, noFaults } = await visit(served.url, { language })
    const made = await setUp(page, `${served.url}/setup#${served.setupToken}`, PERSON, async () => {
      assert.deepEqual(await findings(page), [])
      const choices = page.locator('fieldset input[type=radio]')
      assert.equal(await choices.count(), 2)
      for (const text of await page.locator('fieldset label').allTextContents())
        assert.equal(text.match(/[.。]/g)?.length, 2, 'two sentences each')
      await page.locator('fieldset input:checked').focus()
      await page.keyboard.press('ArrowDown')
      assert.equal(await page.inputValue('fieldset input:checked'), 'software-vendor')
      await page.waitForSelector('main dd:has-text("42")')
      assert.deepEqual(await findings(page), [])
    })
    assert.ok(made.steps <= 12)
    assert.match(made.lines, /\/collections\/(models|accounts|licences|tickets|enquiries)\/records/)
    const [put, revealed] = execFileSync('bash', ['-c', made.lines], { encoding: 'utf8' }).split(
      /(?<=\})(?=\{)/,
    )
    assert.equal(JSON.parse(put ?? '').created, true)
    assert.deepEqual(Object.values(JSON.parse(revealed ?? '').fields), ['山田 花子'])
    await page.waitForSelector('[role=status][data-arrived]')

    // Something is stored: what is in force is shown, and nothing is left to choose.
    await page.goto(`${served.url}/setup?step=policy`)
    await page.waitForSelector('main dd:has-text("software-vendor")')
    assert.equal(await page.locator('fieldset input[type=radio]').count(), 0)
    noFaults()
  })
}

test('set-up that was left is taken up where it stands, and the link opens nothing twice', async (t) => {
  const served = await serveShared(t)
  const { page, noFaults, expect } = await visit(served.url)
  await page.goto(`${served.url}/setup#${served.setupToken}`)
  await page.fill('input[name=name]', PERSON.name)
  await page.fill('input[name=username]', PERSON.userName)
  await page.fill('input[name=email]', PERSON.email)
  await page.fill('input[name=password]', PERSON.password)
  await page.click('button[type=submit]')
  await page.waitForSelector('[data-testid=totp-secret]')
  assert.equal(new URL(page.url()).hash, '')
  await page.reload()
  await page.waitForSelector('[data-testid=totp-secret]')

  const stranger = await visit(served.url)
  stranger.expect(403)
  await stranger.page.goto(`${served.url}/setup#${served.setupToken}`)
  await stranger.page.fill('input[name=name]', 'Somebody Else')
  await stranger.page.fill('input[name=username]', 'somebody.else')
  await stranger.page.fill('input[name=email]', 'else@example.jp')
  await stranger.page.fill('input[name=password]', PERSON.password)
  await stranger.page.click('button[type=submit]')
  await stranger.page.waitForSelector('[role=alert] code:has-text("setup_link_invalid")')
  stranger.noFaults()
  expect()
  noFaults()
})
