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

/** A service with a key that somebody answers for. */
async function serviceOf(at: Site, person: string, name: string): Promise<void> {
  const by = { ...at.by, kind: 'person' as const, principal: parseId('per', person), principalId: person }
  const { id } = await createService(at.app.identity, by, { name })
  await createKey(at.app.identity, by, { service: id })
}
