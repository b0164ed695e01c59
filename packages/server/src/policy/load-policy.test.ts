import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { checkPolicyDirectory, loadPolicy, loadPolicyFiles } from './load-policy.ts'
import { policyDigest } from './parse/read-policy-directory.ts'

const shipped = (name: string) => fileURLToPath(new URL(`../../../../policies/${name}`, import.meta.url))
const SHIPPED = shipped('marketplace')

async function copy(t: TestContext, from = SHIPPED): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'policy-'))
  t.after(() => rm(dir, { recursive: true }))
  await cp(from, dir, { recursive: true })
  return dir
}

const codes = async (dir: string): Promise<string[]> =>
  (await checkPolicyDirectory(dir)).problems.map((p) => `${p.file} ${p.code}`)

test('the same files are the same version, wherever they stand; one byte makes another', async (t) => {
  for (const from of [SHIPPED, shipped('software-vendor')]) {
    const dir = await copy(t, from)
    const [a, b] = [await loadPolicy(from), await loadPolicy(dir)]
    assert.equal(a.digest, b.digest)
    assert.deepEqual(a.model, b.model)
    assert.deepEqual(loadPolicyFiles(a.files).model, a.model)
    await writeFile(join(dir, 'policy.en.md'), `${a.texts.en.markdown}\n`)
    assert.notEqual((await loadPolicy(dir)).digest, a.digest)
  }
})

test('rules are part of the version', async (t) => {
  const dir = await copy(t)
  await mkdir(join(dir, 'rules'))
  await writeFile(join(dir, 'rules', 'canary.yaml'), 'title: x\n')
  const { model, digest } = await loadPolicy(dir)
  assert.deepEqual(
    model.rules.map((r) => r.file),
    ['rules/canary.yaml'],
  )
  assert.notEqual(digest, (await loadPolicy(SHIPPED)).digest)
})

test('links, pipes, unknown files and missing files are refused by name', async (t) => {
  const dir = await copy(t)
  await writeFile(join(dir, 'polcy.yaml'), '')
  await writeFile(join(dir, '.DS_Store'), '')
  await mkdir(join(dir, 'rules'))
  await symlink('/etc/hostname', join(dir, 'rules', 'a.yaml'))
  await writeFile(join(dir, 'rules', 'b.yaml\nc'), '')
  await rm(join(dir, 'policy.en.md'))
  await symlink('policy.ja.md', join(dir, 'policy.en.md'))
  await rm(join(dir, 'policy.ja.md'))
  const found = await codes(dir)
  assert.deepEqual(
    found.filter((c) => / file_/.test(c)),
    [
      '.DS_Store file_unknown',
      'polcy.yaml file_unknown',
      'policy.en.md file_kind',
      'policy.ja.md file_missing',
      'rules/a.yaml file_kind',
      'rules/b.yaml\\nc file_unknown',
    ],
  )
  await assert.rejects(loadPolicy(dir), { code: 'policy_invalid' })
})

test('a rules directory that is a link, and a pipe, are refused without being opened', async (t) => {
  const dir = await copy(t)
  await symlink('/etc', join(dir, 'rules'))
  await rm(join(dir, 'policy.yaml'))
  execFileSync('mkfifo', [join(dir, 'policy.yaml')])
  assert.deepEqual(await codes(dir), ['policy.yaml file_kind', 'rules file_kind'])
})

test('a directory that is not there is said so', async () => {
  await assert.rejects(loadPolicy('/nonexistent'), { code: 'policy_directory_invalid' })
})

test('an error names the file, the place and every other error', async (t) => {
  const dir = await copy(t)
  await writeFile(join(dir, 'policy.ja.md'), '# x\n{{nothing}}\n')
  await assert.rejects(
    loadPolicy(dir),
    (e: Error & { where?: { file?: string; line?: number }; extra?: { errors?: string[] } }) => {
      assert.equal(e.where?.file, 'policy.ja.md')
      assert.ok((e.extra?.errors?.length ?? 0) > 30)
      return true
    },
  )
})

test('no two listings have one digest', () => {
  const files = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c/d', 'e'), fc.uint8Array({ maxLength: 4 })), {
      selector: ([p]) => p,
    })
    .map((entries) => new Map(entries))
  const plain = (m: ReadonlyMap<string, Uint8Array>): string =>
    JSON.stringify([...m].sort(([a], [b]) => (a < b ? -1 : 1)).map(([p, b]) => [p, [...b]]))
  fc.assert(
    fc.property(files, files, (a, b) => (policyDigest(a) === policyDigest(b)) === (plain(a) === plain(b))),
    { numRuns: 300 },
  )
})
