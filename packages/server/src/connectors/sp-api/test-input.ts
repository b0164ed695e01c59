import type { ImportItem, ImportResult, JsonValue } from './item.ts'
import { type ReadOptions, readSpApi } from './read/read-sp-api.ts'

/** For tests: bytes in chunks of the sizes given, over and over; each chunk is wiped when the next is asked for, as a reused buffer would be. */
export async function* inChunks(
  bytes: Uint8Array,
  sizes: readonly number[] = [65_536],
): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1)
    const chunk = Uint8Array.from(bytes.subarray(at, at + size))
    yield chunk
    chunk.fill(0x23)
    at += size
  }
}

export const bytesOf = (input: string | JsonValue | Uint8Array): Uint8Array =>
  input instanceof Uint8Array
    ? input
    : Buffer.from(typeof input === 'string' ? input : JSON.stringify(input), 'utf8')

export async function readAll(
  input: string | JsonValue | Uint8Array,
  sizes?: readonly number[],
  options?: ReadOptions,
): Promise<ImportResult[]> {
  const results: ImportResult[] = []
  for await (const result of readSpApi(inChunks(bytesOf(input), sizes), options)) results.push(result)
  return results
}

export const itemsOf = (results: readonly ImportResult[]): ImportItem[] =>
  results.flatMap((result) => (result.ok ? [result.item] : []))
export const codesOf = (results: readonly ImportResult[]): string[] =>
  results.map((result) => (result.ok ? result.item.id : result.error.code))

/** Every text, number and boolean in a value. */
export function leavesOf(value: unknown): (string | number | boolean)[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(leavesOf)
}
