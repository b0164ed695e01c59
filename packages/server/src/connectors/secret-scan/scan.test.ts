import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { temporaryDirectory } from '../../../test/own-cluster.ts'
import { scanDirectory } from './index.ts'

// Put together here, so that this file holds nothing that a scanner finds.
const hex = (bytes: number) => randomBytes(bytes).toString('hex')
const amazon = (kind: string) => `${['amzn1', kind].join('.')}`
const SECRETS: Readonly<Record<string, string>> = {
  'lwa-client-secret': amazon(`oa2-cs.v1.${hex(32)}`),
  'lwa-client-id': amazon(`application-oa2-client.${hex(16)}`),
  'lwa-refresh-token': `Atzr${'|'}IwEBI${hex(40)}`,
  'lwa-access-token': `Atza${'|'}IQEBL${hex(40)}`,
  'restricted-data-token': `Atz.sprdt${'|'}IQEBL${hex(40)}`,
  'azukari-azk': ours('azk'),
  'azukari-azs': ours('azs'),
  'azukari-azc': ours('azc'),
}

function ours(prefix: string): string {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const body = `${prefix}_${'7aB'.repeat(14)}c`
  let [rest, sum] = [crc32(body), '']
  for (; rest > 0; rest = Math.floor(rest / 62)) sum = `${letters[rest % 62]}${sum}`
  return body + sum.padStart(6, '0')
}

async function tree(t: TestContext, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = await temporaryDirectory(t)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

test('each form of token is found where it stands, and never repeated', async (t) => {
  const files = Object.fromEntries(
    Object.entries(SECRETS).map(([rule, secret]) => [
      `src/${rule}.ts`,
      `// one\nconst a = 1\n  const s = '${secret}'\n`,
    ]),
  )
  const scan = await scanDirectory(await tree(t, files))
  for (const rule of Object.keys(SECRETS)) {
    const found = scan.findings.filter((f) => f.path === `src/${rule}.ts`)
    assert.deepEqual(
      found.map(({ line, column }) => [line, column]),
      [[3, 14]],
      rule,
    )
    assert.equal(found[0]?.rule, `@azukari/${rule}`)
  }
  const told = JSON.stringify(scan)
  for (const secret of Object.values(SECRETS)) assert.ok(!told.includes(secret.slice(10, 30)))
})

test('what only looks like a token is not one', async (t) => {
  const key = SECRETS['azukari-azk'] ?? ''
  const scan = await scanDirectory(
    await tree(t, {
      'a.md': `azk_… Atzr|… Atza|short ${amazon('oa2-cs.v1.')} ${amazon('application-oa2-client.x')}`,
      'b.ts': `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'} x${key}`,
    }),
  )
  assert.deepEqual(scan.findings, [])
})

test('a well-kept scanner’s rules count too: keys of clouds and forges, private keys, database URLs', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const scan = await scanDirectory(
    await tree(t, {
      'key.pem': privateKey.export({ type: 'pkcs1', format: 'pem' }),
      '.env': `DATABASE_URL=${['postgres:', '', 'admin:correct-horse@db.internal.example', 'shop'].join('/')}\n`,
    }),
  )
  assert.deepEqual(scan.findings.map((f) => f.path).toSorted(), ['.env', 'key.pem'])
})

test('binary files, packages, history and links are passed over, and counted where they are files', async (t) => {
  const secret = SECRETS['lwa-refresh-token'] ?? ''
  const root = await tree(t, {
    'picture.bin': Buffer.concat([Buffer.from([1, 0, 2]), Buffer.from(secret)]),
    'node_modules/x/index.js': secret,
    'deep/node_modules/y.js': secret,
    '.git/config': secret,
    'real.txt': 'nothing',
  })
  const outside = await tree(t, { 'outside.txt': secret })
  await symlink(outside, join(root, 'link'))
  await symlink(join(outside, 'outside.txt'), join(root, 'file-link'))
  const scan = await scanDirectory(root)
  assert.deepEqual([scan.files, scan.skipped, scan.findings], [1, 1, []])
  await assert.rejects(scanDirectory(join(root, 'none')), { code: 'not_a_directory' })
})

test('a large file is read in pieces: what lies across a border is found once, at its place', async (t) => {
  const secret = SECRETS['lwa-client-secret'] ?? ''
  const filler = `${'x'.repeat(79)}\n`
  const lines = (1 << 20) / 80
  const big = (before: number, last: string) =>
    `${filler.repeat(before) + last + secret}\n${filler.repeat(3 * lines)}`
  const at = Math.floor(lines) - 1
  const scan = await scanDirectory(
    await tree(t, { 'big.txt': big(at, 'y'.repeat(60)), 'one-line.txt': `${'z'.repeat(3 << 20)} ${secret}` }),
  )
  const found = scan.findings.map(({ path, line, column }) => [path, line, column])
  assert.deepEqual(
    found.filter(([path]) => path === 'big.txt'),
    [['big.txt', at + 1, 61]],
  )
  assert.equal(found.filter(([path]) => path === 'one-line.txt').length, 1)
})

test('a list beside the tree allows so many by a rule in a file, with a reason; one more shows all', async (t) => {
  const id = SECRETS['lwa-client-id'] ?? ''
  const allow = (count: number, reason = 'the id of the example application') =>
    JSON.stringify({ allow: [{ path: 'a.ts', rule: '@azukari/lwa-client-id', count, reason }] })
  const files = { 'a.ts': `${id}\n${id}\n` }
  const two = await scanDirectory(await tree(t, { ...files, '.azukari-scan.yaml': allow(2) }))
  assert.deepEqual([two.findings.length, two.allowed], [0, 2])
  const one = await scanDirectory(await tree(t, { ...files, '.azukari-scan.yaml': allow(1) }))
  assert.deepEqual([one.findings.length, one.allowed], [2, 0])
  for (const bad of [allow(1, ''), 'allow: [', '{"allow":[{"path":"a.ts"}]}']) {
    const root = await tree(t, { ...files, '.azukari-scan.yaml': bad })
    await assert.rejects(scanDirectory(root), { code: 'allow_list_invalid' })
  }
})

test('the commit is read from the checkout itself, loose, packed, detached or beside it', async (t) => {
  const [a, b] = [hex(20), hex(20)]
  const of = async (files: Readonly<Record<string, string>>) =>
    (await scanDirectory(await tree(t, files))).commit
  assert.equal(await of({ '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${a}\n` }), a)
  const packed = `# pack-refs\n${b} refs/heads/other\n${a} refs/heads/main\n`
  assert.equal(await of({ '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': packed }), a)
  assert.equal(await of({ '.git/HEAD': `${b}\n` }), b)
  const beside = {
    '.git': 'gitdir: shared/worktrees/x\n',
    'shared/worktrees/x/HEAD': 'ref: refs/heads/main\n',
  }
  const common = { 'shared/worktrees/x/commondir': '../..\n', 'shared/refs/heads/main': `${a}\n` }
  assert.equal(await of({ ...beside, ...common }), a)
  assert.equal(await of({ 'a.txt': 'x' }), undefined)
  assert.equal(await of({ '.git/HEAD': 'ref: ../../etc/passwd\n' }), undefined)
})

test('our own tree holds no secret but what its list allows', async () => {
  const { findings, allowed } = await scanDirectory(join(import.meta.dirname, '../../../../..'))
  assert.deepEqual(findings, [])
  assert.ok(allowed > 0)
})
