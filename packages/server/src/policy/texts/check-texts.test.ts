import assert from 'node:assert/strict'
import test from 'node:test'
import type { Lang, ParameterModel, PolicyModel } from '../model.ts'
import type { Problem } from '../problem.ts'
import { checkTexts } from './check-texts.ts'
import { readPolicyText } from './read-policy-text.ts'
import { formatDuration, renderText } from './render-text.ts'

const parameter = (
  name: string,
  value: string | number,
  unit?: { en: string; ja: string },
): ParameterModel => ({
  name,
  kind: typeof value === 'number' ? 'number' : 'duration',
  value,
  authorities: [],
  ...(unit === undefined ? {} : { unit }),
})

const model: PolicyModel = {
  format: 1,
  policy: 'shop',
  region: 'JP',
  parameters: {
    keep: parameter('keep', 'P30D'),
    tries: parameter('tries', 10, { en: 'attempts', ja: '回' }),
  },
  classes: {},
  purposes: {},
  collections: {},
  clauses: { A1: { id: 'A1', checks: [], controls: [], duties: [] } },
  rules: [],
}

const EN = '# Policy\n\n## How long {#A1}\nKept for {{keep}}, locked after {{tries}}.\n'
const JA = '# ポリシー\n\n## 期間 {#A1}\n{{keep}}保管し、{{tries}}でロックします。\n'

function problemsOf(en: string, ja = JA): string[] {
  const problems: Problem[] = []
  const texts = (['en', 'ja'] as const).map((l) =>
    readPolicyText(l === 'en' ? en : ja, l, `policy.${l}.md`, problems),
  )
  checkTexts(model, texts, problems)
  return problems.map((p) => `${p.file} ${p.line}:${p.column} ${p.code}`)
}

test('texts that agree with what runs have no problems', () => assert.deepEqual(problemsOf(EN), []))

test('the published text shows the value in force in its language', () => {
  assert.match(renderText(model, EN, 'en'), /Kept for 30 days, locked after 10 attempts\./)
  assert.match(renderText(model, JA, 'ja'), /30日保管し、10回でロックします。/)
  assert.throws(() => renderText(model, '{{kep}}', 'en'), { code: 'policy_invalid' })
})

test('durations in both languages', () => {
  const cases: [string, Lang, string][] = [
    ['P30D', 'en', '30 days'],
    ['P1D', 'en', '1 day'],
    ['P12M', 'ja', '12か月'],
    ['P1Y6M', 'en', '1 year 6 months'],
    ['PT1H30M', 'ja', '1時間30分'],
    ['P2W', 'ja', '2週間'],
    ['PT1M', 'en', '1 minute'],
    ['P1DT12H', 'en', '1 day 12 hours'],
  ]
  for (const [text, lang, expected] of cases) assert.equal(formatDuration(text, lang), expected)
})

test('clauses and citations that do not match are found where they stand', () => {
  assert.deepEqual(problemsOf(EN.replace('{{keep}}', '{{kep}}')), [
    'policy.en.md 4:10 unknown_parameter',
    'policy.en.md 4:10 citation_one_language',
    'policy.ja.md 4:1 citation_one_language',
  ])
  assert.deepEqual(problemsOf(EN.replace('{{keep}}', 'long')), ['policy.ja.md 4:1 citation_one_language'])
  assert.deepEqual(problemsOf(EN.replace(' {#A1}', '')), ['policy.en.md 5:1 clause_without_text'])
  assert.deepEqual(problemsOf(`${EN}\n## More {#A2}\nMore.\n`), ['policy.en.md 6:1 clause_without_policy'])
  assert.deepEqual(problemsOf(`${EN}\n## Again {#A1}\nMore.\n`), ['policy.en.md 6:1 clause_twice'])
  assert.deepEqual(problemsOf(`${EN}\n## Empty {#a 1}\n`), ['policy.en.md 6:1 clause_mark'])
  assert.deepEqual(problemsOf(`${EN}See {{ keep.`), ['policy.en.md 5:5 citation_malformed'])
  assert.deepEqual(problemsOf(`${EN}<b onclick=x>`), ['policy.en.md 5:1 text_html'])
  assert.deepEqual(problemsOf(`${EN}[x](javascript:alert) [y](https://example.org)`), [
    'policy.en.md 5:3 text_link',
  ])
})

test('a number with a unit that is typed by hand is found in both languages', () => {
  const typed = {
    en: [
      '30 days',
      'a 30-day period',
      'Thirty days',
      'two weeks',
      'quarterly',
      'every year',
      '24h',
      '10 attempts',
      'ninety days',
      '1.5 hours',
    ],
    ja: [
      '30日',
      '３０日間',
      '三十日以内',
      '12か月',
      '12ヶ月',
      '1年',
      '四半期ごと',
      '毎年',
      '十回',
      '10回',
      '24時間',
      '15分以内',
      '二週間',
      '半年',
    ],
  }
  for (const text of typed.en)
    assert.match(problemsOf(`${EN}It is ${text}.`).join(), /en\.md \d+:\d+ number_typed/, text)
  for (const text of typed.ja)
    assert.match(problemsOf(EN, `${JA}これは${text}です。`).join(), /ja\.md \d+:\d+ number_typed/, text)
  const fine = {
    en: ['TLS 1.2', 'AES-256', 'on 22 November 2026', 'two people', 'Act No. 57', 'somebody'],
    ja: ['2026年11月22日', 'TLS 1.2', '二人', '十分に', '一部', '法律第57号', '第三者', '分かる'],
  }
  for (const text of fine.en) assert.deepEqual(problemsOf(`${EN}It is ${text}.`), [], text)
  for (const text of fine.ja) assert.deepEqual(problemsOf(EN, `${JA}これは${text}です。`), [], text)
})

test('a hostile text of a megabyte is read in time proportional to its length', () => {
  const repeat = (part: string): string => part.repeat(Math.floor(1_000_000 / part.length))
  const parts = [
    '[\n',
    '](',
    '# \t',
    '{{',
    '{{keep}}',
    '1.',
    '1',
    '十',
    '# x {#A1}\n',
    '<a',
    '{#',
    '[x]: ',
    '30 days ',
    ' ',
    '\n',
    'P30D',
  ]
  for (const part of parts) {
    const before = process.cpuUsage().user
    assert.ok(problemsOf(`${EN}${repeat(part)}`).length < 1000, part)
    // Not a speed: a quadratic reading takes hours.
    assert.ok(process.cpuUsage().user - before < 60_000_000, part)
  }
})
