import {
  type NoteSigner,
  openCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
  TileReader,
  verifierKey,
} from '@azukari/proof'
import type { Clock } from '../../platform/clock.ts'
import type { Sql, Tx } from '../../platform/db.ts'
import { logRolledBack } from '../errors.ts'
import type { LogIdentity, LogSigner } from '../origin/process-key.ts'
import type { LogTree } from './load-tree.ts'
import { storedPath } from './stored-tile.ts'

const LAST = {
  name: 'audit-last-checkpoint',
  text: `SELECT size, root, note, signed_ms AS "signedMs" FROM audit.checkpoint ORDER BY size DESC LIMIT 1`,
}
const INSERT = {
  name: 'audit-insert-checkpoint',
  text: `INSERT INTO audit.checkpoint (size, root, note, signed_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (size) DO NOTHING`,
}

export interface StoredCheckpoint {
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly signedMs: number
}

/** The checkpoint of the largest tree that was signed. */
export async function lastCheckpoint(sql: Sql): Promise<StoredCheckpoint | undefined> {
  return (await sql.query<StoredCheckpoint>(LAST))[0]
}

/** Opens a stored checkpoint by the log's own key. Throws `log_rolled_back` where note and row differ or the signature is not the log's. */
export async function openStored(stored: StoredCheckpoint, log: LogIdentity): Promise<SignedCheckpoint> {
  let opened: SignedCheckpoint
  try {
    opened = await openCheckpoint(stored.note, [verifierKey(log.origin, log.publicKey)], log.origin)
  } catch (cause) {
    throw logRolledBack('the last checkpoint is not signed by this log', { cause })
  }
  if (opened.size !== stored.size || !stored.root.equals(opened.root)) {
    throw logRolledBack('the last checkpoint says something else than its row')
  }
  return opened
}

/**
 * Refuses a tree that does not extend what was signed last: `log_rolled_back`. Every tile on the way is checked against the tree's root, so
 * that the old root coming out of them proves the one to be the beginning of the other.
 */
export async function requireExtends(
  sql: Sql,
  tree: LogTree,
  log: LogIdentity,
): Promise<StoredCheckpoint | undefined> {
  const stored = await lastCheckpoint(sql)
  if (stored === undefined) return undefined
  const signed = await openStored(stored, log)
  const { size } = tree.builder
  if (size < signed.size) throw logRolledBack(`the log has ${size} entries, ${signed.size} were signed`)
  const reader = new TileReader(oneByOne(sql), { size, root: tree.builder.root() })
  let root: Uint8Array
  try {
    root = await reader.rootAt(signed.size)
  } catch (cause) {
    throw logRolledBack(`the tiles do not lead back to the ${signed.size} entries that were signed`, {
      cause,
    })
  }
  if (!stored.root.equals(root))
    throw logRolledBack(`the first ${signed.size} entries are not those that were signed`)
  return stored
}

/** A transaction's connection carries out one statement at a time; a tile reader asks for several tiles at once. */
function oneByOne(sql: Sql): (path: string) => Promise<Uint8Array> {
  let last: Promise<unknown> = Promise.resolve()
  return (path) => {
    const next = last.then(() => storedPath(sql, path))
    last = next.catch(() => {})
    return next
  }
}

/** Signs the tree as it stands in memory. To be called only when the commit that holds it is known to be durable. */
export async function signTree(
  tree: LogTree,
  signer: LogSigner,
): Promise<{ size: number; root: Buffer; note: string }> {
  const { size } = tree.builder
  const root = Buffer.from(tree.builder.root())
  const noteSigner: NoteSigner = {
    key: verifierKey(signer.origin, signer.publicKey),
    sign: (message) => signer.sign(message),
  }
  return { size, root, note: await signCheckpoint({ origin: signer.origin, size, root }, [noteSigner]) }
}

/** Publishes a signed tree. Of a size that was signed before there is nothing to say: it is the same tree. */
export async function insertCheckpoint(
  tx: Tx,
  signed: { size: number; root: Buffer; note: string },
  clock: Clock,
): Promise<void> {
  await tx.query(INSERT, [signed.size, signed.root, signed.note, clock.now()])
}
