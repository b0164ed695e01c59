import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { ownProposal, proposalNotFound, proposalOutdated } from '../errors.ts'
import { policyApplied } from '../events.ts'
import type { PolicyModel } from '../model.ts'
import { giveNumbers } from './numbers.ts'
import type { Actor, ProposeDeps } from './propose-policy.ts'

interface Row {
  name: string
  digest: Buffer
  model: PolicyModel
  base: number
  proposed_by: string
}

/**
 * Puts a proposal into force. `approvedBy` is another person or service than the proposer; undefined only for the bootstrap, before any version was
 * applied. Answers the new version. From its commit on, statements that carry an older version release nothing.
 * Throws `proposal_not_found`, `proposal_outdated`, `own_proposal`.
 */
export async function applyProposal(
  deps: ProposeDeps,
  proposal: string,
  approvedBy: string | undefined,
): Promise<number> {
  const { value } = await deps.writer.across((tx, entries) =>
    applyProposalIn(tx, entries, proposal, {
      approvedBy,
      emergency: false,
      nowMs: deps.clock.now(),
      actor: (proposedBy) => ({ actor: approvedBy ?? proposedBy }),
    }),
  )
  return value
}

export interface ApplyHow {
  /** Undefined in the bootstrap and in an emergency. */
  readonly approvedBy: string | undefined
  /** Nobody approved it; somebody else reviews it afterwards. */
  readonly emergency: boolean
  /** Chosen at set-up, before there was anybody to approve or anything to lose. */
  readonly setUp?: boolean
  readonly nowMs: number
  readonly actor: (proposedBy: string) => Actor
}

/** The same in a transaction of the caller's. */
export async function applyProposalIn(
  tx: Tx,
  entries: Entries,
  proposal: string,
  { approvedBy, emergency, setUp, nowMs, actor }: ApplyHow,
): Promise<number> {
  // Appliers go one after the other; two at once would number two versions alike.
  await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtextextended('policy.apply', 0))` })
  const row = await readProposal(tx, proposal)
  const current = await currentVersion(tx)
  if (row.base !== current)
    throw proposalOutdated(`it was planned against version ${row.base}`, { fix: 'propose it again' })
  if (approvedBy === undefined && current > 0 && !emergency && setUp !== true) {
    throw ownProposal('only the first version may be applied by whoever proposes it', {
      fix: 'let a holder of an approve grant approve it',
    })
  }
  if (approvedBy === row.proposed_by) throw ownProposal('it was proposed by the same principal')
  const version = current + 1
  const bootstrap = approvedBy === undefined && !emergency
  await giveNumbers(tx, row.model)
  await insertVersion(tx, {
    version,
    proposal,
    row,
    approvedBy: approvedBy ?? null,
    bootstrap,
    emergency,
    nowMs,
  })
  const who = actor(row.proposed_by)
  // Who proposed may be a person, whom an entry does not name; the proposal's own entry commits to them.
  const proposedBy = row.proposed_by.startsWith('per_') ? 'person' : row.proposed_by
  const digest = row.digest.toString('hex')
  const detail = {
    version,
    proposal,
    policy: row.name,
    digest,
    bootstrap,
    emergency,
    proposed_by: proposedBy,
    ...(setUp ? { set_up: true } : {}),
  }
  entries.add({ kind: policyApplied, outcome: 'success', ...who, detail })
  return version
}

async function readProposal(tx: Tx, proposal: string): Promise<Row> {
  const [row] = await tx.query<Row>(
    { text: 'SELECT name, digest, model, base, proposed_by FROM policy.proposal WHERE id = $1' },
    [parseId('prp', proposal)],
  )
  if (!row) throw proposalNotFound('no proposal of this id')
  return row
}

async function currentVersion(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ version: number }>({ text: 'SELECT version FROM policy.current' })
  return row?.version ?? 0
}

interface NewVersion {
  readonly version: number
  readonly proposal: string
  readonly row: Row
  readonly approvedBy: string | null
  readonly bootstrap: boolean
  readonly emergency: boolean
  readonly nowMs: number
}

async function insertVersion(tx: Tx, made: NewVersion): Promise<void> {
  const { version, proposal, row, approvedBy, bootstrap, emergency, nowMs } = made
  await tx.query(
    {
      text: `INSERT INTO policy.version (version, proposal, name, digest, model, proposed_by, approved_by, bootstrap, emergency, applied_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    },
    [
      version,
      parseId('prp', proposal),
      row.name,
      row.digest,
      JSON.stringify(row.model),
      row.proposed_by,
      approvedBy,
      bootstrap,
      emergency,
      nowMs,
    ],
  )
  await tx.query(
    {
      text: `INSERT INTO policy.current (version) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET version = excluded.version`,
    },
    [version],
  )
}
