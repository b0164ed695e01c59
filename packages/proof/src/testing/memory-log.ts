import { utf8 } from '../encoding.ts'
import { leafHash } from '../merkle/tree-hash.ts'
import { formatVkey, type VerifierKey, verifierKey } from '../note/vkey.ts'
import { signCheckpoint } from '../open-checkpoint.ts'
import { encodeBundle } from '../tiles/entry-bundle.ts'
import { entriesPath, tilePath } from '../tiles/tile-path.ts'
import { type TileData, TreeBuilder } from '../tiles/tree-builder.ts'
import type { LogSource } from '../verify-log/read-resource.ts'
import { type TestKey, testKey } from './test-key.ts'

/** A log in memory: its served layout, path by path. Change `files` to tamper with it. */
export interface MemoryLog {
  readonly files: Map<string, Uint8Array>
  readonly source: LogSource
  readonly key: VerifierKey
  readonly vkey: string
  /** The signed note, also in `files`. */
  readonly checkpoint: string
}

/** Lays out and signs a log of these entries. The same origin and key name always give the same key. */
export async function memoryLog(
  entries: readonly Uint8Array[],
  origin = 'log.example/azukari',
  keyName = origin,
): Promise<MemoryLog> {
  const files = new Map<string, Uint8Array>()
  const leaves = entries.map(leafHash)
  const write = ({ level, index, width, data }: TileData) => {
    files.set(tilePath(level, index, width), data)
    if (level > 0) return
    files.set(entriesPath(index, width), encodeBundle(entries.slice(index * 256, index * 256 + width)))
  }
  const tree = new TreeBuilder(write)
  for (const leaf of leaves) tree.append(leaf)
  tree.edge().forEach(write)
  const { key, signer } = await logKey(origin, keyName)
  const head = { origin, size: entries.length, root: tree.root() }
  const checkpoint = await signCheckpoint(head, [{ key, sign: signer.sign }])
  files.set('checkpoint', utf8(checkpoint))
  const source: LogSource = { read: async (path) => files.get(path) }
  return { files, source, key, vkey: formatVkey(key), checkpoint }
}

/** The key that `memoryLog` signs with. */
export async function logKey(
  origin: string,
  keyName = origin,
): Promise<{ key: VerifierKey; signer: TestKey }> {
  const signer = await testKey(keyName)
  return { key: verifierKey(origin, signer.publicKey), signer }
}
