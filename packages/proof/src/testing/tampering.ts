import assert from 'node:assert/strict'
import test from 'node:test'
import { canonicalJson, type Json } from '../canonical-json.ts'
import { fromUtf8, toHex, utf8 } from '../encoding.ts'
import type { VerifyOptions } from '../verify-log/options.ts'
import { verifyLog } from '../verify-log/verify-log.ts'
import { type MemoryLog, memoryLog } from './memory-log.ts'
import { sampleEntries } from './sample-entries.ts'
import { testKey } from './test-key.ts'

// 2 lanes × 7 batches × 50 entries, a lane's batches turn by turn: 700 entries, two full bundles and one of 188.
export const origin = 'log.example/azukari'
const processKey = await testKey('process')
export const { entries, promises } = await sampleEntries({
  origin,
  processKey,
  lanes: 2,
  batches: 7,
  batchSize: 50,
})
export const log = await memoryLog(entries)
export const older = await memoryLog(entries.slice(0, 600))
export const processKeys = [toHex(processKey.publicKey)]
export interface TamperCase {
  readonly attack: () => MemoryLog | Promise<MemoryLog>
  /** What the verifier was given besides the log's key. */
  readonly kept?: Partial<VerifyOptions>
  /** `code@index` (or code#batch/pos for a lane, or the code alone), all of them. */
  readonly found: readonly string[]
}

export const entry = (index: number) => entries[index] as Uint8Array
export const rewritten = (bytes: Uint8Array, change: (event: Record<string, Json>) => object) =>
  utf8(canonicalJson(change(JSON.parse(fromUtf8(bytes)))))
export const later = (bytes: Uint8Array) =>
  rewritten(bytes, (event) => ({ ...event, time: Number(event.time) + 1 }))
export const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i)
const actorOf = (bytes: Uint8Array) => (JSON.parse(fromUtf8(bytes)) as { actor: Json }).actor
const withActor = (to: number, from: number) =>
  rewritten(entry(to), (event) => ({ ...event, actor: actorOf(entry(from)) }))
export const swapActors = (list: readonly Uint8Array[], a: number, b: number) =>
  list.with(a, withActor(a, b)).with(b, withActor(b, a))

/** One test a case: what the verifier names is exactly what the case says. */
export function detects(cases: Readonly<Record<string, TamperCase>>): void {
  for (const [what, { attack, kept = {}, found }] of Object.entries(cases)) {
    test(`detects ${what}`, async () => {
      const { source } = await attack()
      const report = await verifyLog(source, { keys: [log.vkey], origin, ...kept })
      const named = report.problems.map(({ code, index, batch, pos }) => {
        const place = batch === undefined ? '' : `#${batch}${pos === undefined ? '' : `/${pos}`}`
        return `${code}${index === undefined ? '' : `@${index}`}${place}`
      })
      assert.deepEqual(named.sort(), [...found].sort())
      assert.equal(report.ok, found.length === 0)
    })
  }
}
