import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { serveHttp } from '../src/app/serve/serve.ts'
import { openApp } from '../src/app.ts'
import { entriesCommand } from '../src/commands/log-entries.ts'
import { readConfiguration } from '../src/config/index.ts'
import { makeSetupLink, operatorCaller } from '../src/identity/index.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { temporaryDirectory } from './own-cluster.ts'

/** Runs the command and answers what it printed. */
async function printed(t: TestContext, ...args: string[]): Promise<string> {
  let text = ''
  const write = t.mock.method(process.stdout, 'write', (chunk: unknown) => {
    text += String(chunk)
    return true
  })
  try {
    await entriesCommand().parseAsync(['node', 'azukari', ...args])
  } finally {
    write.mock.restore()
  }
  return text
}

interface Page {
  readonly ok: boolean
  readonly size: number
  readonly next?: number
  readonly entries: readonly {
    index: number
    kind: string
    actor: string
    tenant?: string
    outcome: string
  }[]
}

test('entries are read by a command, on the data directory or of a server, and reading them is an entry', async (t) => {
  const data = join(await temporaryDirectory(t), 'data')
  const configuration = readConfiguration({ data, port: '0' }, {})
  const app = await openApp({ configuration, log: silentLogger })
  const http = await serveHttp(app)
  const { token } = await makeSetupLink(app.identity, operatorCaller(app.tenant.tenant, app.tenant.id))
  const setup = await fetch(`${http.url}/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'log reader', grants: [{ action: 'read-log' }] }),
  })
  const { key, service } = (await setup.json()) as { key: string; service: string }
  process.env.AZUKARI_TEST_LOG_KEY = key
  const remote = async (...args: string[]) =>
    JSON.parse(
      await printed(t, '--url', http.url, '--key', 'env:AZUKARI_TEST_LOG_KEY', '--json', ...args),
    ) as Page
  try {
    const first = await remote('--limit', '3', '--oldest')
    assert.deepEqual(
      first.entries.map((e) => e.index),
      [0, 1, 2],
    )
    assert.equal(first.next, 3)
    let read = await remote('--kind', 'log.read')
    for (let looks = 0; looks < 200 && read.entries.length === 0; looks++)
      read = await remote('--kind', 'log.read')
    assert.deepEqual(new Set(read.entries.map((e) => e.actor)), new Set([service]))
    await assert.rejects(printed(t, '--limit', '0'), { code: 'entries_option_invalid' })
    await assert.rejects(printed(t, '--url', http.url), { code: 'key_needed' })
  } finally {
    delete process.env.AZUKARI_TEST_LOG_KEY
    await http.close()
    await app.close()
  }
  const here = async (...args: string[]) =>
    JSON.parse(await printed(t, '--data', data, '--json', ...args)) as Page
  await here('--limit', '1')
  // What a command writes last may wait for the next start to come under a checkpoint.
  let mine = await here('--kind', 'log.read', '--actor', 'operator')
  for (let looks = 0; looks < 5 && mine.entries.length === 0; looks++) {
    mine = await here('--kind', 'log.read', '--actor', 'operator')
  }
  assert.ok(mine.entries.length > 0)
  const lines = await printed(t, '--data', data, '--kind', 'policy.')
  assert.match(lines, /^\d+ \d{4}-.*Z {3}policy\.\w+ by operator/m)
  assert.match(lines, /of \d+/)
})
