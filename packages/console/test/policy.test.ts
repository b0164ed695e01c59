import assert from 'node:assert/strict'
import { test } from 'node:test'
import { visit } from './browser.ts'
import { site } from './staff.ts'
import { totp } from './totp.ts'

test('a policy change by two people: edited with a fault, planned, proposed, refused to oneself, approved by the other', async (t) => {
  const served = await site(t)
  const first = await served.sit(await served.stranger('first', ['administrator', 'access-owner']))
  const { page } = first
  await page.goto(`${served.url}/overview`)

  const link = await page.evaluate(async () => {
    const response = await fetch('/v1/people/invitations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-azukari-client': 'console' },
      body: JSON.stringify({
        name: 'Ken Mori',
        userName: 'ken.mori',
        email: 'ken@example.jp',
        locale: 'en',
        roles: ['access-owner'],
      }),
    })
    return ((await response.json()) as { link: string }).link
  })
  // The link names the site as passkeys know it, which is not an address; cookies do not go from one to the other.
  const { origin } = new URL(link)
  const second = await visit(origin)
  await second.page.goto(link)
  await second.page.fill('input[name=password]', 'a lantern over still water')
  await second.page.click('button[type=submit]')
  const secret = (await second.page.textContent('[data-testid=totp-secret]')) ?? ''
  assert.equal(new URL(second.page.url()).hash, '')
  await second.page.fill('input[name=code]', totp(secret, Date.now()))
  await second.page.click('button[type=submit]')
  await second.page.getByRole('button', { name: 'Show my recovery codes' }).click()
  await second.page.check('input[type=checkbox]')
  await second.page.getByRole('button', { name: 'Go on' }).click()
  await second.page.waitForURL('**/overview')
  // A role that was given at once has no effect before its person has accepted the policy.
  await second.page.getByRole('button', { name: /I have read version 1/ }).click()

  await page.goto(`${served.url}/policy?view=change`)
  const yaml = await page.inputValue('textarea')
  await page.fill('textarea', yaml.replace('pii_after_cancellation: P7D', 'pii_after_cancellation: P7X'))
  await page.getByRole('button', { name: 'Show the plan' }).click()
  const line = yaml.split('\n').findIndex((l) => l.includes('pii_after_cancellation: P7D')) + 1
  await page.getByRole('button', { name: `policy.yaml, line ${line},` }).click()
  const caret = await page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionStart)
  assert.equal(yaml.slice(0, caret).split('\n').length, line)

  await page.fill('textarea', yaml.replace('pii_after_cancellation: P7D', 'pii_after_cancellation: P5D'))
  await page.getByRole('button', { name: 'Show the plan' }).click()
  await page.waitForSelector('[data-severity] code')
  for (const box of await page.locator('[data-severity] input[type=checkbox]').all()) await box.check()
  await page.getByLabel('Reason').fill('Five days are enough after a cancellation.')
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  await page.waitForSelector('text=Somebody else has to approve it.')

  first.expect(403)
  await page.goto(`${served.url}/policy?view=versions`)
  await page.getByRole('link', { name: 'Look at it' }).click()
  await page.getByRole('button', { name: 'Approve and put into force' }).click()
  await page.waitForSelector('[role=alert] code')

  const { pathname, search } = new URL(page.url())
  await second.page.goto(origin + pathname + search)
  await second.page.waitForSelector('[data-kind=added]')
  assert.match((await second.page.textContent('[data-kind=added]')) ?? '', /pii_after_cancellation: P5D/)
  await second.page.getByRole('button', { name: 'Approve and put into force' }).click()
  await second.page.waitForSelector('text=In force as version 2.')
  await second.page.goto(`${origin}/policy`)
  await second.page.waitForSelector('article h3')
  assert.match((await second.page.textContent('article')) ?? '', /5 days after/)
  await second.page.getByRole('button', { name: 'I have read it and accept it' }).click()
  await second.page.waitForSelector('text=I have read it and accept it', { state: 'detached' })
  first.noFaults()
  second.noFaults()
})
