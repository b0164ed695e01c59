import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageAsked } from './languages.ts'
import { sayStatus } from './status.ts'

type Status = Parameters<typeof sayStatus>[0]

const STATUS: Status = {
  policy: 'marketplace',
  version: 2,
  digest: '00',
  atMs: Date.UTC(2026, 10, 22, 9),
  counts: { satisfied: 1, stale: 0, unknown: 0, violated: 1 },
  clauses: [
    {
      id: 'A1',
      state: 'violated',
      controls: [],
      duties: [],
      checks: [
        {
          check: 'network.lists',
          state: 'violated',
          measuredMs: 1,
          figures: {},
          why: 'some tenants have no list: their addresses are not asked about',
        },
      ],
    },
    {
      id: 'A2',
      state: 'satisfied',
      controls: [],
      duties: [],
      checks: [{ check: 'log.whole', state: 'satisfied', measuredMs: 1, figures: {} }],
    },
  ],
}

function said(lang: 'en' | 'ja'): string[] {
  const lines: string[] = []
  sayStatus(STATUS, lang, (line) => lines.push(line))
  return lines
}

test('the status is told in Japanese, reasons and all', () => {
  assert.deepEqual(said('ja'), [
    'marketplace 版2（2026-11-22T09:00:00.000Z現在）',
    'A1   違反　　　　 network.lists: 一覧のないテナントがあり、アドレスが確認されていません',
    'A2   満たしている log.whole',
    '満たしている1、違反1、不明0、古い0',
  ])
  assert.match(
    said('en').join('\n'),
    /^marketplace, version 2, at .*\nA1 {3}violated {2}network\.lists: some tenants/,
  )
})

test('an error is told in the language that the command line asks for', () => {
  assert.equal(languageAsked(['status', '--lang', 'ja']), 'ja')
  assert.equal(languageAsked(['status', '--lang=ja']), 'ja')
  for (const line of [[], ['--lang'], ['--lang', 'en'], ['ja']]) assert.equal(languageAsked(line), 'en')
})
