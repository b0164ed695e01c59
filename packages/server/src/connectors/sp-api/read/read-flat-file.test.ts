import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { codesOf, itemsOf, readAll } from '../test-input.ts'

const HEADER =
  'order-id\torder-item-id\tpurchase-date\tbuyer-name\trecipient-name\tship-address-1\tgift-message-text\tsku'
const row = (id: string, item: string, name = '髙橋　薫', gift = ''): string =>
  `${id}\t${item}\t2026-10-01T00:00:00+09:00\t${name}\t${name}\t高槻市奈佐原２丁目１－２\t${gift}\tS 1`
const file = (...rows: readonly string[]): string => [HEADER, ...rows, ''].join('\r\n')
const names = async (bytes: Uint8Array | string): Promise<unknown[]> =>
  itemsOf(await readAll(bytes)).map(({ fields }) => fields['recipient.name'])

test('rows of one order are one item', async () => {
  const [first, second] = itemsOf(
    await readAll(file(row('1', '71'), row('1', '72', undefined, '祝'), row('2', '73'))),
  )
  assert.equal(first?.partial, true)
  assert.deepEqual(first?.position, { input: 0, line: 2 })
  assert.deepEqual(first?.fields, {
    'order.createdTime': '2026-10-01T00:00:00+09:00',
    'buyer.name': '髙橋　薫',
    'recipient.name': '髙橋　薫',
    'recipient.line1': '高槻市奈佐原２丁目１－２',
    items: {
      71: { orderItemId: '71', product: { sellerSku: 'S 1' } },
      72: { orderItemId: '72', product: { sellerSku: 'S 1' } },
    },
    'items.personal': { 72: { giftMessage: '祝' } },
  })
  assert.deepEqual(first?.events, [{ event: 'purchased', at: '2026-09-30T15:00:00.000Z' }])
  assert.deepEqual(second?.position, { input: 1, line: 4 })
})

test('rows of one order that do not agree lose nothing', async () => {
  const [item] = itemsOf(await readAll(file(row('1', '71', 'A'), row('1', '72', 'B'))))
  assert.equal(item?.fields['recipient.name'], 'A')
  assert.deepEqual(item?.fields.unclassified, {
    'rows[1].buyer-name': 'B',
    'rows[1].recipient-name': 'B',
  })
})

test('UTF-8 with and without a byte order mark, and CP932', async () => {
  const text = file(row('1', '71', '髙橋 ①～﨑ｱ'))
  for (const bytes of [Buffer.from(text), Buffer.from(`﻿${text}`), iconv.encode(text, 'cp932')])
    assert.deepEqual(await names(bytes), ['髙橋 ①～﨑ｱ'])
})

test('the encoding is judged by many rows: the first may be valid in both', async () => {
  const both = iconv.encode('ﾃｽ', 'cp932')
  assert.equal(both.toString('utf8').includes('�'), false)
  assert.deepEqual(await names(iconv.encode(file(row('1', '71', 'ﾃｽ'), row('2', '72')), 'cp932')), [
    'ﾃｽ',
    '髙橋　薫',
  ])
  assert.deepEqual(
    itemsOf(
      await readAll(iconv.encode(`order-id\tbuyer-name\n1\tﾃｽ\n`, 'cp932'), [5], { encoding: 'cp932' }),
    ).map(({ fields }) => fields['buyer.name']),
    ['ﾃｽ'],
  )
})

// An order comes out when a row of another order shows that it is over, so after the bad rows that follow it.
test('a row that is no text in the encoding of the file is reported, and the next one read', async () => {
  for (const bad of [[0x81], [0x85, 0x20], [0x80], [0xfd], [0xa0], [0x81, 0xad]]) {
    const start = iconv.encode(`${HEADER}\n${row('1', '71')}\n`, 'cp932')
    const bytes = Buffer.concat([start, Uint8Array.from(bad), iconv.encode(`\n${row('2', '72')}\n`, 'cp932')])
    assert.deepEqual(codesOf(await readAll(bytes)), ['undecodable_row', '1', '2'], String(bad))
  }
  const utf8 = Buffer.concat([
    Buffer.from(`﻿${HEADER}\n`),
    Uint8Array.of(0xff, 0x0a),
    Buffer.from(row('2', '72')),
  ])
  assert.deepEqual(codesOf(await readAll(utf8)), ['undecodable_row', '2'])
})

test('a row with more or fewer columns is reported, never read one column off', async () => {
  const results = await readAll(
    file(row('1', '71'), `${row('2', '72')}\textra`, 'Apt 5\t東京都', row('3', '73')),
  )
  assert.deepEqual(codesOf(results), ['column_count', 'column_count', '1', '3'])
})

test('columns that nobody knows are kept in the strictest class', async () => {
  const [item] = itemsOf(await readAll('order-id\tbuyer-shoe-size\t\t__proto__\n1\t26\tx\ty\n'))
  assert.deepEqual(leaves(item?.fields.unclassified), ['26', 'x', 'y'])
  assert.deepEqual(Object.keys(item?.fields ?? {}), ['unclassified'])
})
const leaves = (value: unknown): unknown[] => Object.values(value ?? {})

test('quotes are part of a value unless the header has them', async () => {
  const [plain] = itemsOf(await readAll('order-id\tsku\n1\t24" "x"\n'))
  assert.deepEqual(plain?.fields.items, { '#0': { product: { sellerSku: '24" "x"' } } })
  const quoted = '"order-id"\t"ship-address-1"\n"1"\t"a\tb\nc ""d"""\n"2"\t"e"\n'
  assert.deepEqual(
    itemsOf(await readAll(quoted)).map(({ fields }) => fields['recipient.line1']),
    ['a\tb\nc "d"', 'e'],
  )
})

test('what is no report says so', async () => {
  assert.deepEqual(codesOf(await readAll('name,address\nA,B\n')), ['unknown_format'])
  assert.deepEqual(codesOf(await readAll('order-id\tsku\tSKU\n1\t2\t3\n')), ['duplicate_column'])
  assert.deepEqual(codesOf(await readAll(Buffer.from('﻿{"orders":[]}', 'utf16le'))), ['unsupported_encoding'])
  assert.deepEqual(codesOf(await readAll(Uint8Array.of(0x80, 0x0a))), ['unsupported_encoding'])
  assert.deepEqual(codesOf(await readAll('')), [])
  assert.deepEqual(codesOf(await readAll(' \n\t\n')), [])
  assert.deepEqual(codesOf(await readAll(' '.repeat(200_000), [1000])), ['unknown_format'])
})

test('a row that is too long is reported, and the next one read', async () => {
  const results = await readAll(file(row('1', '71', 'x'.repeat(2000)), row('2', '72')), [64], {
    maxOrderBytes: 1000,
  })
  assert.deepEqual(codesOf(results), ['too_large', '2'])
})

test('blank names for all rows mean that a role is missing', async () => {
  const [item] = itemsOf(await readAll(file(row('1', '71', ''))))
  assert.deepEqual(
    item?.warnings.map(({ code, path }) => `${code} ${path}`),
    ['blank_name_missing_role buyer-name', 'blank_name_missing_role recipient-name'],
  )
})

test('property: however the bytes are cut and encoded, the same comes out', async () => {
  const cell = fc.constantFrom('', 'A', 'ｱ', '髙橋', '～', '①', 'é', '"', 'ソ表', '㈱')
  const rows = fc.array(fc.tuple(fc.constantFrom('1', '2', ''), cell, cell), { maxLength: 6 })
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(rows, sizes, fc.boolean(), async (list, cut, broken) => {
      const text = `${HEADER}\n${list.map(([id, a, b]) => row(id, '7', a, b)).join('\n')}${broken ? '\n\t\t' : ''}`
      for (const bytes of [Buffer.from(text), iconv.encode(text, 'cp932')])
        assert.deepEqual(await readAll(bytes, cut), await readAll(bytes))
    }),
  )
})
