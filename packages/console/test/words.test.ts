import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSync } from 'vite'

const SOURCES = join(import.meta.dirname, '../src')
/** Attributes and members whose text a person reads. */
const READ =
  /^(label|title|placeholder|alt|description|text|aria-label|aria-description|aria-roledescription|aria-valuetext|header|intro)$/
/** What is the same in every language: names, and languages by their own name. */
const SAME = /^(Azukari|English|日本語|Ctrl K)$/
const LETTERS = /\p{L}{2,}/u

interface Node {
  readonly type: string
  readonly start: number
  readonly [member: string]: unknown
}

/** Texts that stand in the markup of a source file instead of in its words. */
function hardCoded(source: string, name: string): string[] {
  const found: string[] = []
  const report = (node: Node, text: string) => {
    const trimmed = text.trim()
    if (!LETTERS.test(trimmed) || SAME.test(trimmed)) return
    const line = source.slice(0, node.start).split('\n').length
    found.push(`${name}:${line} ${trimmed}`)
  }
  const visit = (value: unknown, parent?: Node): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, parent)
    if (typeof value !== 'object' || value === null || !('type' in value)) return
    const node = value as Node
    if (node.type === 'JSXText') report(node, String(node.value))
    if (node.type === 'JSXAttribute' && READ.test(String((node.name as Node).name))) literal(node.value)
    if (node.type === 'JSXExpressionContainer' && parent?.type === 'JSXElement') literal(node.expression)
    for (const [key, member] of Object.entries(node)) if (key !== 'parent') visit(member, node)
  }
  const literal = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const node = value as Node
    if (node.type === 'Literal' && typeof node.value === 'string') report(node, node.value)
    if (node.type === 'JSXExpressionContainer') literal(node.expression)
    if (node.type === 'ConditionalExpression')
      for (const side of [node.consequent, node.alternate]) literal(side)
    if (node.type === 'LogicalExpression') literal(node.right)
    if (node.type === 'TemplateLiteral')
      for (const part of node.quasis as Node[])
        report(part, String((part.value as { cooked: string }).cooked))
  }
  visit(parseSync(name, source).program)
  return found
}

test('no words stand in the markup: all are in the languages’ own files', () => {
  const files = globSync('**/*.tsx', { cwd: SOURCES })
  assert.ok(files.length > 20)
  assert.deepEqual(
    files.flatMap((name) => hardCoded(readFileSync(join(SOURCES, name), 'utf8'), name)),
    [],
  )
})

test('the search finds words wherever markup can hold them', () => {
  const source =
    'export const a = <p title="One">Two {x ? "Three" : `Four`}<b aria-label={"Five"}>{t.six}</b> · 7</p>'
  assert.deepEqual(
    hardCoded(source, 'a.tsx')
      .map((f) => f.split(' ')[1])
      .sort(),
    ['Five', 'Four', 'One', 'Three', 'Two'],
  )
})

test('every part has the same words in both languages, and none is empty', async () => {
  const parts = globSync(['**/en.ts', '**/*.en.ts'], { cwd: SOURCES })
  assert.ok(parts.length > 5)
  for (const part of parts) {
    const { en } = (await import(join(SOURCES, part))) as { en: object }
    const { ja } = (await import(join(SOURCES, part.replace(/en\.ts$/, 'ja.ts')))) as { ja: object }
    assert.deepEqual(namesOf(ja), namesOf(en), part)
  }
})

function namesOf(words: object, before = ''): string[] {
  return Object.entries(words)
    .flatMap(([name, value]) => {
      assert.notEqual(value, '', before + name)
      return typeof value === 'object' && value !== null
        ? namesOf(value, `${before}${name}.`)
        : [before + name]
    })
    .sort()
}
