import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import test from 'node:test'

// What a browser would get: '#sha256' leads to the pure TypeScript one. Only dynamic imports below, so
// that nothing was loaded before the hook.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '#sha256'
      ? next('./sha256.ts', { ...context, parentURL: import.meta.url })
      : next(specifier, context),
})

test('a log verifies with the portable hash, as in a browser', async () => {
  const { verifyLog, canonicalJson } = await import('./index.ts')
  const { memoryLog } = await import('./testing/memory-log.ts')
  const { sampleEntries } = await import('./testing/sample-entries.ts')
  const { testKey } = await import('./testing/test-key.ts')
  const processKey = await testKey('process')
  const options = { origin: 'log.example/azukari', processKey, lanes: 2, batches: 3, batchSize: 50 }
  const { entries, promises } = await sampleEntries(options)
  const log = await memoryLog(entries)
  const good = await verifyLog(log.source, { keys: [log.vkey], promises })
  assert.deepEqual([good.ok, good.entries], [true, 300])
  const bad = await memoryLog(entries.with(7, new TextEncoder().encode(canonicalJson({}))))
  assert.equal((await verifyLog(bad.source, { keys: [log.vkey], promises })).ok, false)
})

test('nothing but the Node variant of the hash imports from Node', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const users = sources.filter((file) =>
    /from 'node:|\bBuffer\b|\bprocess\./.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
  )
  assert.deepEqual(users.sort(), ['sha256-node.ts', 'testing/tampering.ts'])
})
