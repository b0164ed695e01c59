import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { NOTHING_STORED, type StoredFacts } from './diff/change.ts'
import { diffPolicies } from './diff/diff-policies.ts'
import { checkPolicyDirectory, loadPolicy } from './load-policy.ts'
import { schemaJson } from './parse/schema-json.ts'
import { formatProblem } from './problem.ts'
import { renderText } from './texts/render-text.ts'
import { typedNumbers } from './texts/typed-numbers.ts'

/** What every policy that comes with the program holds to. What one of them says stands in the test of its name. */

const POLICIES = join(import.meta.dirname, '../../../../policies')
const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`)
const CLAUSES: Readonly<Record<string, readonly string[]>> = {
  marketplace: numbered('A', 33),
  'software-vendor': numbered('S', 42),
}
const SHIPPED = readdirSync(POLICIES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
const LANGUAGES = ['en', 'ja'] as const
const load = (name: string) => loadPolicy(join(POLICIES, name))

test('each directory is a policy whose clauses are known here', () => {
  assert.deepEqual(SHIPPED, Object.keys(CLAUSES).sort())
})

for (const name of SHIPPED) {
  const ids = CLAUSES[name] ?? []

  test(`${name}: nothing to complain about, and every clause in its place in both languages`, async () => {
    const { problems, policy } = await checkPolicyDirectory(join(POLICIES, name))
    assert.deepEqual(problems.map(formatProblem), [])
    assert.equal(policy?.model.policy, name)
    assert.deepEqual(Object.keys(policy?.model.clauses ?? {}), ids)
    for (const lang of LANGUAGES)
      assert.deepEqual(
        policy?.texts[lang].clauses.map((c) => c.id),
        ids,
        lang,
      )
  })

  test(`${name}: published, every number of the text is a parameter in force, and no parameter is missing`, async () => {
    const { model, texts } = await load(name)
    for (const lang of LANGUAGES) {
      const { markdown, citations } = texts[lang]
      const published = renderText(model, markdown, lang)
      assert.doesNotMatch(published, /\{\{|\}\}|undefined/)
      const timed = citations.filter((c) => model.parameters[c.name]?.kind !== 'text')
      assert.ok(
        typedNumbers(model, published, lang).length >= timed.length,
        'the finder sees every cited number',
      )
      assert.deepEqual(
        [...new Set(citations.map((c) => c.name))].sort(),
        Object.keys(model.parameters).sort(),
        lang,
      )
    }
  })

  test(`${name}: a clause is measured, or says in both languages what is not`, async () => {
    const { model } = await load(name)
    for (const { id, checks, unknown } of Object.values(model.clauses)) {
      assert.ok(checks.length > 0 || unknown !== undefined, id)
      assert.equal(new Set(checks).size, checks.length, id)
      if (unknown === undefined) continue
      assert.match(unknown.en, /^[A-Z].*\.$/, id)
      assert.match(unknown.ja, /\p{Script=Hiragana}.*。$/u, id)
    }
  })

  test(`${name}: both texts are written in their language`, async () => {
    const { texts } = await load(name)
    const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu
    assert.doesNotMatch(texts.en.markdown, japanese)
    const clauses = texts.ja.markdown.split(/^### /m).slice(1)
    assert.equal(clauses.length, ids.length)
    for (const clause of clauses) {
      assert.ok((clause.match(japanese) ?? []).length > 15, clause)
      assert.match(clause, /。/)
    }
  })

  test(`${name}: another validator accepts it and refuses a wrong one`, () => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(schemaJson()))
    const policy = parse(readFileSync(join(POLICIES, name, 'policy.yaml'), 'utf8')) as object
    assert.ok(validate(policy), JSON.stringify(validate.errors))
    assert.ok(!validate({ ...policy, extra: 1 }))
    assert.ok(!validate({ ...policy, azukari: 2 }))
  })

  test(`${name}: a first start applies it without anything to accept`, async () => {
    const { model } = await load(name)
    assert.deepEqual(
      diffPolicies(null, model).filter((c) => c.accept?.required),
      [],
    )
  })
}

test('from one to the other is another policy: every promise that ends is accepted by name, and so is what is orphaned', async () => {
  const stored: StoredFacts = { ...NOTHING_STORED, records: () => 3 }
  for (const [from, to] of [SHIPPED, SHIPPED.toReversed()]) {
    const [before, after] = [(await load(from ?? '')).model, (await load(to ?? '')).model]
    const accepts = (facts: StoredFacts) =>
      diffPolicies(before, after, facts).flatMap((c) => (c.accept?.required ? [c.accept.name] : []))
    const empty = accepts(NOTHING_STORED)
    for (const id of CLAUSES[from ?? ''] ?? []) assert.ok(empty.includes(`clause-removed:${id}`), id)
    assert.ok(!empty.some((one) => /^(?:policy-renamed|collection-removed)/.test(one)))
    const full = accepts(stored)
    assert.ok(full.includes(`policy-renamed:${to}`))
    for (const one of Object.keys(before.collections))
      assert.ok(full.includes(`collection-removed:${one}`), one)
  }
})
