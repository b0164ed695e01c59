import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { type Block, missingLine, readBlocks } from './documents/read-blocks.ts'
import { Reader } from './documents/reader.ts'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: ROOT }).sort()
const GUIDES = DOCUMENTS.filter((path) => path !== 'README.ja.md' && readBlocks(read(path)).size > 0)

interface Step {
  readonly path: string
  readonly block: Block
}

/** Blocks of one name form one session, over all documents: guides go on where the README's server runs, then where it is stopped. */
function sessions(): Map<string, Step[]> {
  const running = new Map<string, Step[]>()
  const stopped = new Map<string, Step[]>()
  for (const path of GUIDES) {
    for (const [name, blocks] of readBlocks(read(path))) {
      const from = blocks.findIndex((block) => block.stopped)
      blocks.forEach((block, i) => {
        const phase = from >= 0 && i >= from ? stopped : running
        phase.set(name, [...(phase.get(name) ?? []), { path, block }])
      })
    }
  }
  return new Map([...running].map(([name, steps]) => [name, [...steps, ...(stopped.get(name) ?? [])]]))
}

describe('what documents tell a reader to do works', { concurrency: 3 }, () => {
  for (const [name, steps] of sessions()) {
    test(name, async (t) => {
      const reader = await Reader.open()
      t.after(() => reader.close())
      for (const { path, block } of steps) await carryOut(path, block, reader)
    })
  }
})

async function carryOut(path: string, block: Block, reader: Reader): Promise<void> {
  const { code, output } = await reader.run(block)
  assert.equal(code, 0, `${path}:${block.line} ended with ${code}:\n${output}`)
  const missing = missingLine(block.expected, output)
  assert.equal(
    missing,
    undefined,
    `${path}:${block.line} does not print the line\n${missing}\nbut\n${output}`,
  )
}

test('there are documents to carry out', () => {
  assert.ok(GUIDES.includes('README.md'))
  assert.ok(GUIDES.length >= 4)
  assert.ok([...sessions().values()].flat().length >= 20)
})

test('both READMEs tell a reader to do the same', () => {
  const [en, ja] = ['README.md', 'README.ja.md'].map((path) =>
    [...readBlocks(read(path))].map(([name, blocks]) => [name, blocks.map(({ line: _, ...rest }) => rest)]),
  )
  assert.deepEqual(ja, en)
})

test('links between documents lead to files that exist', () => {
  const broken: string[] = []
  for (const path of DOCUMENTS) {
    const prose = read(path).replace(/^ {0,3}```[\s\S]*?^ {0,3}```/gm, '')
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target)) continue
      const file = normalize(join(dirname(path), target.replace(/#.*$/, '')))
      if (globSync(file, { cwd: ROOT }).length === 0) broken.push(`${path}: ${target}`)
    }
  }
  assert.deepEqual(broken, [])
})

test('a line that is not printed is found', () => {
  assert.equal(missingLine(['a …', 'c'], 'a b\nc\n'), undefined)
  assert.equal(missingLine(['c', 'a …'], 'a b\nc\n'), 'a …')
  assert.equal(missingLine(['{"x":[…]}'], '{"x":[1]}'), undefined)
  assert.equal(missingLine(['{"x":[…]}'], '{"y":[1]}'), '{"x":[…]}')
})
