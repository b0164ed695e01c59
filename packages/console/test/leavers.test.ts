import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKey, createService } from '../../server/src/identity/index.ts'
import { parseId } from '../../server/src/platform/ids.ts'
import { texts } from '../src/screens/leavers/texts.ts'
import { findings } from './axe.ts'
import { type Site, site } from './staff.ts'

test('what ended with somebody who left is told in words, in both languages', async (t) => {
  const at = await site(t)
  const owner = await at.stranger('owner', ['administrator'])
  const heir = await at.stranger('heir', ['support'])
  const leavers = [
    { who: await at.stranger('hana', ['support']), more: {} },
    { who: await at.stranger('mio', ['support']), more: { handOver: heir.person } },
  ]
  for (const { who, more } of leavers) {
    await serviceOf(at, who.person ?? '', `printer of ${who.name}`)
    const headers = { ...owner.headers(), 'content-type': 'application/json' }
    const body = JSON.stringify({ reason: 'Moved on.', ...more })
    const sent = { method: 'POST', headers, body }
    const response = await fetch(`${at.url}/v1/people/${who.person}/off-board`, sent)
    const { ended } = (await response.json()) as { ended: Record<string, number> }
    assert.equal(ended['sessions'], 1, `${response.status}`)
    for (const words of [texts.en.counted, texts.ja.counted])
      assert.deepEqual(
        Object.keys(ended).filter((name) => !(name in words)),
        [],
      )
  }
  for (const language of ['en', 'ja'] as const) {
    const seat = await at.sit(owner, { language })
    const { page } = seat
    const words = texts[language].counted
    await page.goto(`${at.url}/leavers`)
    for (const name of ['sessions', 'assignments', 'keys', 'servicesHandedOver', 'liveKeys'] as const)
      await page.getByRole('listitem').getByText(`${words[name]} 1`, { exact: true }).first().waitFor()
    assert.deepEqual(await findings(page), [])
    seat.noFaults()
  }
})

test('on a telephone each task elsewhere is a card, whose words stay whole', async (t) => {
  const at = await site(t)
  const owner = await at.stranger('owner', ['administrator'])
  const hana = await at.stranger('hana', ['support'])
  const headers = { ...owner.headers(), 'content-type': 'application/json' }
  const sent = { method: 'POST', headers, body: JSON.stringify({ reason: 'Moved on.' }) }
  assert.equal((await fetch(`${at.url}/v1/people/${hana.person}/off-board`, sent)).status, 200)
  for (const language of ['en', 'ja'] as const) {
    const seat = await at.sit(owner, { language, width: 360, height: 720 })
    const { page } = seat
    await page.goto(`${at.url}/leavers`)
    const rows = page.locator('main table tbody tr')
    await rows.first().waitFor()
    assert.ok((await rows.count()) >= 4)
    for (const row of await rows.all()) {
      await row.getByRole('button', { name: texts[language].confirm }).waitFor()
      // Two lines at most: a date beside what it is.
      const { due, line, beside } = await row.evaluate((tr) => {
        const cell = tr.querySelector('td[data-head]')
        const time = tr.querySelector('time')
        return {
          due: time?.getBoundingClientRect().height ?? 0,
          line: Number.parseFloat(getComputedStyle(tr).fontSize) * 1.6,
          beside: cell === null ? '' : getComputedStyle(cell, '::before').content,
        }
      })
      assert.ok(due > 0 && due <= 2 * line, `${due} px high`)
      assert.ok(beside.includes(texts[language].task.due), beside)
    }
    const table = page.locator('main section[aria-label]').first()
    assert.ok(await table.evaluate((e) => e.scrollWidth <= e.clientWidth), 'nothing is to the side of it')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${wide} px wider than the window`)
    assert.deepEqual(await findings(page), [])
    seat.noFaults()
  }
})

/** A service with a key that somebody answers for. */
async function serviceOf(at: Site, person: string, name: string): Promise<void> {
  const by = { ...at.by, kind: 'person' as const, principal: parseId('per', person), principalId: person }
  const { id } = await createService(at.app.identity, by, { name })
  await createKey(at.app.identity, by, { service: id })
}
