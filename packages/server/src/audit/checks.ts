import { decodeBundle, ProofError, TileReader } from '@azukari/proof'
import { type Check, check, type Measurement } from '../platform/check.ts'
import type { Sql } from '../platform/db.ts'
import { isAzukariError } from '../platform/errors.ts'
import type { Why } from '../platform/reasons.ts'
import { readEntry } from './entry/entry-place.ts'
import { readOrigin } from './origin/log-origin.ts'
import type { LogIdentity } from './origin/process-key.ts'
import { lastCheckpoint, openStored, type StoredCheckpoint } from './tree/sign-checkpoint.ts'
import { storedPath } from './tree/stored-tile.ts'
import { auditTables, excessPrivileges } from './verify/append-only.ts'

const SEQUENCER_LATE_MS = 5_000
const CHECKPOINT_LATE_MS = 60_000

const satisfied = (figures: Measurement['figures']): Measurement => ({ state: 'satisfied', figures })
const violated = (figures: Measurement['figures'], why: Why): Measurement => ({
  state: 'violated',
  figures,
  why,
})

// Lanes at which the sequencer stopped wait for a person, not for it: `audit.lanes-whole` shows them.
const OLDEST = {
  name: 'audit-oldest-pending',
  text: `SELECT count(*) OVER () AS waiting, substring(entries FOR 65537) AS entries FROM audit.pending p
    WHERE NOT EXISTS (SELECT FROM audit.gap g WHERE g.lane = p.lane) ORDER BY due_ms LIMIT 1`,
}

/** The oldest entry that waits says itself when it was made; what the sequencer claims of itself is not asked. */
const sequencerAlive = check('audit.sequencer-alive', async ({ read, clock }) => {
  const [row] = await read.query<{ waiting: number; entries: Buffer }>(OLDEST)
  if (row === undefined) return satisfied({ waiting: 0, oldestMs: 0 })
  const end = 2 + row.entries.readUInt16BE(0)
  const entry = readEntry(decodeBundle(row.entries.subarray(0, end))[0] as Uint8Array)
  if (entry === undefined)
    return violated({ waiting: row.waiting }, 'the oldest pending batch cannot be read')
  const figures = { waiting: row.waiting, oldestMs: clock.now() - entry.time }
  return figures.oldestMs > SEQUENCER_LATE_MS
    ? violated(figures, 'entries wait for longer than 5 s')
    : satisfied(figures)
})

const PROMISES = {
  name: 'audit-overdue',
  text: `SELECT count(*) AS overdue, coalesce(sum(count), 0)::bigint AS entries, coalesce(min(due_ms), 0) AS since
    FROM audit.pending WHERE due_ms < $1`,
}

const promisesKept = check('audit.promises-kept', async ({ read, clock }) => {
  const now = clock.now()
  const [row] = await read.query<{ overdue: number; entries: number; since: number }>(PROMISES, [now])
  if (row === undefined || row.overdue === 0) return satisfied({ overdue: 0 })
  const figures = { overdue: row.overdue, entries: row.entries, overdueMs: now - row.since }
  return violated(figures, 'entries are not in the log although their time has come')
})

const appendOnly = check('audit.append-only', async ({ read }) => {
  const [tables, excess] = await Promise.all([auditTables(read), excessPrivileges(read)])
  const figures = { tables, excess: excess.length }
  if (tables === 0) return { state: 'unknown', figures, why: 'the catalog shows no tables' }
  const [first] = excess
  if (first === undefined) return satisfied(figures)
  return violated({ ...figures, ...first }, 'a role may do more to the log than add to it')
})

const EXTENT = {
  name: 'audit-extent',
  text: `SELECT coalesce((SELECT n * 256 + length(hashes) / 32 FROM audit.tile WHERE level = 0 ORDER BY n DESC LIMIT 1), 0) AS size,
    (SELECT coalesce(max(last_ms), 0) FROM audit.lane) AS moved`,
}

/** Signature and root are measured anew, the root from the tiles; age counts only while something is not signed. */
const checkpointFresh = check('audit.checkpoint-fresh', async ({ read, clock }) => {
  const log = await readOrigin(read)
  const stored = await lastCheckpoint(read)
  if (log === undefined || stored === undefined) {
    return { state: 'unknown', figures: {}, why: 'nothing has been signed yet' }
  }
  const wrong = await whatIsWrong(read, stored, log)
  if (wrong !== undefined) return violated({ signed: stored.size, ...wrong.figures }, wrong.why)
  const [extent] = await read.query<{ size: number; moved: number }>(EXTENT)
  if (extent === undefined) return { state: 'unknown', figures: {}, why: 'the tiles could not be read' }
  const unsigned = extent.size - stored.size
  const figures = {
    signed: stored.size,
    unsigned,
    unsignedMs: unsigned > 0 ? clock.now() - extent.moved : 0,
  }
  if (unsigned < 0) return violated(figures, 'tiles of what was signed are missing')
  return figures.unsignedMs > CHECKPOINT_LATE_MS
    ? violated(figures, 'entries have been in the tree for more than 60 s and are not signed')
    : satisfied(figures)
})

interface Wrong {
  readonly why: Why
  readonly figures: Measurement['figures']
}

/** Tiles only grow, so what the checkpoint covers can be read while the sequencer works. */
async function whatIsWrong(
  read: Sql,
  stored: StoredCheckpoint,
  log: LogIdentity,
): Promise<Wrong | undefined> {
  try {
    await openStored(stored, log)
    if (stored.size > 0) await new TileReader((path) => storedPath(read, path), stored).leaf(stored.size - 1)
    return undefined
  } catch (error) {
    if (isAzukariError(error, 'log_rolled_back'))
      return { why: 'the last checkpoint is not one that this log signed', figures: {} }
    if (error instanceof ProofError)
      return { why: 'the tiles do not make the root that was signed', figures: { code: error.code } }
    throw error
  }
}

// Counted from the rows themselves as well: a gap that the sequencer did not report is a gap too.
const GAPS = {
  name: 'audit-count-gaps',
  text: `SELECT (SELECT count(*) FROM audit.gap) AS stopped, (SELECT min(code) FROM audit.gap) AS code, (
    SELECT count(*) FROM (
      SELECT FROM audit.pending p LEFT JOIN audit.lane l USING (lane)
      GROUP BY lane, l.batch
      HAVING min(p.batch) <> coalesce(l.batch, 0) + 1 OR max(p.batch) - min(p.batch) + 1 <> count(*)
    ) broken
  ) AS broken`,
}

const lanesWhole = check('audit.lanes-whole', async ({ read }) => {
  const [row] = await read.query<{ stopped: number; code: string | null; broken: number }>(GAPS)
  if (row === undefined) return { state: 'unknown', figures: {}, why: 'it could not be measured' }
  const { stopped, broken, code } = row
  if (stopped === 0 && broken === 0) return satisfied({ stopped, broken })
  return violated(
    { stopped, broken, code: code ?? 'batch_missing' },
    'a batch does not follow the one before it in its lane',
  )
})

/** Facts about the log that this room can measure. */
export const auditChecks: readonly Check[] = [
  sequencerAlive,
  promisesKept,
  appendOnly,
  checkpointFresh,
  lanesWhole,
]
