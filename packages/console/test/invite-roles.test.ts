import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts } from '../src/screens/people/texts.ts'
import { findings } from './axe.ts'
import { site } from './staff.ts'

for (const language of ['en', 'ja'] as const)
  test(`somebody is invited on a telephone, and roles are asked for with it, which wait for another person (${language})`, async (t) => {
    const words = texts[language]
    const at = await site(t)
    const seat = await at.sit(await at.stranger('owner', ['administrator', 'access-owner']), {
      language,
      width: 360,
      height: 720,
    })
    const { page } = seat
    // Somebody else who could approve: nothing runs at once.
    await at.stranger('other', ['access-owner'])
    await page.goto(`${at.url}/people`)
    await page.getByRole('button', { name: words.invite, exact: true }).click()
    const dialog = page.getByRole('dialog', { name: words.inviteTitle })
    await dialog.getByLabel(words.name, { exact: true }).fill('Ren Ito')
    await dialog.getByLabel(words.userName).fill('ren.ito')
    await dialog.getByLabel(words.email).fill('ren@example.com')
    const roles = dialog.getByRole('group', { name: words.inviteRoles })
    const boxes = roles.getByRole('checkbox')
    await boxes.first().waitFor()
    const { model } = await at.app.policy.load()
    const named = Object.values(model.roles ?? {})
    assert.equal(await boxes.count(), named.length)
    for (const role of named) await roles.getByRole('checkbox', { name: role.title[language] }).waitFor()
    assert.deepEqual(await findings(page), [])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${wide} px wider than the window`)
    const support = model.roles?.support?.title[language] ?? ''
    await roles.getByRole('checkbox', { name: support }).focus()
    await page.keyboard.press('Space')
    await dialog.getByRole('button', { name: words.send }).click()
    await dialog.getByText(words.linkText).waitFor()
    const asked = await at.app.databases.app.across.read.query({
      text: `SELECT r.state, r.payload->>'role' AS role, p.state AS person FROM access.request r
             JOIN identity.person p ON r.subject = 'per_' || encode(p.id, 'hex') WHERE r.kind = 'assignment'`,
    })
    assert.deepEqual(asked, [{ state: 'open', role: 'support', person: 'invited' }])
    seat.noFaults()
  })
