import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  formatVkey,
  type LogEntry,
  type LogPromise,
  type LogSource,
  parseVkey,
  type VerifyReport,
  verifierKey,
  verifyLog,
} from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { endorsedKey, type ReadEntry } from '../entry/entry-place.ts'
import { logNotBegun, logPathUnknown, logUnreachable } from '../errors.ts'
import { bundlesPruned } from '../events.ts'
import { readOrigin } from '../origin/log-origin.ts'
import type { LogIdentity } from '../origin/process-key.ts'
import { lastCheckpoint } from '../tree/sign-checkpoint.ts'
import { storedPath } from '../tree/stored-tile.ts'

export interface VerifyWith {
  /** Verifier key of the log (`name+id+key`), as it was published; not one that came with the log. */
  readonly vkey: string
  /** Checkpoints that were kept from before. */
  readonly earlier?: Iterable<string | Uint8Array>
  /** Promises that were received. */
  readonly promises?: Iterable<LogPromise | string>
  /** Milliseconds since 1970 UTC: promises that are not due yet may be missing. */
  readonly now?: number
  readonly onProgress?: (done: number, size: number) => void
}

/** The verifier key of a log, to be published. */
export function vkeyOf({ origin, publicKey }: LogIdentity): string {
  return formatVkey(verifierKey(origin, publicKey))
}

/** Verifies a log in its served layout in a directory. Everything that is wrong is in the report. */
export function verifyDirectory(directory: string, options: VerifyWith): Promise<VerifyReport> {
  return verifyFrom({ read: (path) => readFile(join(directory, path)) }, options)
}

/** Verifies the log of a running server. `key` must be allowed to read entries; that is logged there. */
export function verifyServer(url: string, key: string, options: VerifyWith): Promise<VerifyReport> {
  const base = url.replace(/\/+$/, '')
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const response = await fetch(`${base}/v1/log/${path}`, {
      headers: { authorization: `Bearer ${key}` },
      redirect: 'error',
    })
    if (response.status === 404) return undefined
    if (!response.ok) throw logUnreachable(`the server answered ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  return verifyFrom({ read }, options)
}

/** Verifies the log in the database itself, as far as it is signed. The key is the one that the database holds unless one is given. */
export async function verifyDatabase(sql: Sql, options: Partial<VerifyWith> = {}): Promise<VerifyReport> {
  const identity = await readOrigin(sql)
  if (identity === undefined) throw logNotBegun('this database holds no log yet')
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    if (path === 'checkpoint') {
      const stored = await lastCheckpoint(sql)
      return stored === undefined ? undefined : Buffer.from(stored.note, 'utf8')
    }
    try {
      return await storedPath(sql, path)
    } catch (error) {
      if (isAzukariError(error, logPathUnknown.code)) return undefined
      throw error
    }
  }
  return verifyFrom({ read }, { vkey: vkeyOf(identity), ...options })
}

/** Promises count when their process key is endorsed in the log itself; entries that announce pruning are believed. */
function verifyFrom(source: LogSource, { vkey, ...options }: VerifyWith): Promise<VerifyReport> {
  const { name: origin, publicKey } = parseVkey(vkey)
  const log = { origin, publicKey: Buffer.from(publicKey) }
  const processKeys = new Set<string>()
  return verifyLog(source, {
    ...options,
    keys: [vkey],
    origin,
    processKeys,
    onEntry: (entry) => {
      if (!entry.text.includes('"process_key"')) return
      const key = endorsedKey(JSON.parse(entry.text) as ReadEntry, log)
      if (key !== undefined) processKeys.add(key.toString('hex'))
    },
    pruneBound,
  })
}

/** `log.pruned` says in `detail.below` which index its bundles were dropped below. */
function pruneBound(entry: LogEntry): number | undefined {
  if (!entry.text.includes(`"${bundlesPruned.name}"`)) return undefined
  const { unmapped } = JSON.parse(entry.text) as ReadEntry
  const below = unmapped.event === bundlesPruned.name ? unmapped.detail?.below : undefined
  return typeof below === 'number' ? below : undefined
}
