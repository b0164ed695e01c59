import assert from 'node:assert/strict'
import test from 'node:test'
import { SMALL } from '../../../test/small-policy.ts'
import { DAY, NOON } from '../../../test/world.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { refuses, said, shop } from '../test-support/test-shop.ts'
import { searchRecords } from './search-records.ts'

const CAPPED = SMALL.replace(
  'classes:',
  `parameters:
  searched_values_at_most: { value: 3, unit: { en: values, ja: 個 } }
  searched_values_within: PT24H
classes:`,
)

async function scene(t: Parameters<typeof shop>[0], policy = CAPPED) {
  const s = await shop(t, policy)
  const find = (equals: string, field = 'name', by = s.caller, on = s.w) =>
    searchRecords(on.deps, by, { collection: 'orders', field, equals, purpose: 'fulfilment' })
  return { ...s, find }
}

test('one principal searches for so many different values in a while; the same one again costs nothing', async (t) => {
  const { w, find, grants, caller, other } = await scene(t)
  await find('Hanako')
  for (const again of ['hanako', ' HANAKO', 'Ｈａｎａｋｏ']) await find(again)
  // The same text in another field is another guess.
  await find('hanako@example.jp', 'email')
  await find('Taro')
  await refuses('search_cap_reached', find('Jiro'))
  await find('taro')
  // Others have their own count: another service, and another tenant's.
  await find('Jiro', 'name', await w.service(grants))
  await find('Jiro', 'name', other)
  const refused = (await w.entries('records.searched')).filter((e) => said(e)['reason'] !== undefined)
  assert.deepEqual(
    refused.map((e) => said(e)['reason']),
    ['search_cap_reached'],
  )

  await w.setTime(NOON + DAY + 1)
  await find('Jiro', 'name', caller)
})

test('a clock that runs ahead gives no new day', async (t) => {
  const { w, find } = await scene(t)
  for (const name of ['Aoi', 'Ben', 'Chie']) await find(name)
  w.clock.ms = NOON + 2 * DAY
  await refuses('search_cap_reached', find('Dan'))
})

test('where a policy lets fewer be searched for, those of before may still be searched for again', async (t) => {
  const { w, find } = await scene(t)
  for (const name of ['Aoi', 'Ben', 'Chie']) await find(name)
  await w.apply(CAPPED.replace('value: 3', 'value: 1'))
  await find('Ben')
  await refuses('search_cap_reached', find('Dan'))
})

test('many at once, on two servers, do not overshoot the cap together', async (t) => {
  const { w, find } = await scene(t)
  const second = w.process()
  const names = [...'abcdefg'].map((letter) => `${letter}${letter}`)
  const all = await Promise.allSettled(
    names.map((name, i) =>
      find(name, 'name', undefined, i % 2 === 0 ? w : { ...w, ...second, clock: w.clock }),
    ),
  )
  const refused = all.filter((one) => one.status === 'rejected')
  for (const { reason } of refused) assert.ok(isAzukariError(reason, 'search_cap_reached'), String(reason))
  assert.equal(all.length - refused.length, 3)
})

test('what is kept of a search is no value and no tag', async (t) => {
  const { w, put, find } = await scene(t)
  await put('1', { name: 'Hanako' })
  await find('Hanako')
  const rows = await w.db.owner.read.query<{ digest: Buffer }>({
    text: 'SELECT digest FROM vault.searched_value',
  })
  const tags = await w.db.owner.read.query<{ tag: Buffer }>({ text: 'SELECT tag FROM vault.tag' })
  assert.equal(rows.length, 1)
  assert.ok(tags.length > 0 && tags.every(({ tag }) => !tag.equals(rows[0]?.digest ?? Buffer.alloc(0))))
})

test('without the parameters nothing is counted or kept', async (t) => {
  const { w, find } = await scene(t, SMALL)
  for (const name of ['Aoi', 'Ben', 'Chie', 'Dan']) await find(name)
  assert.equal(await w.count('vault.searched_value'), 0)
})
