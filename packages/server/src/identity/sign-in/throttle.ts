import type { Tx } from '../../platform/db.ts'
import { signInThrottled } from '../errors.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { digestFor } from '../people/profile.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS
/** The first lock; each further one is twice as long. */
const LOCK_MS = 15 * MINUTE_MS
/** Failures are forgotten when nothing was tried for so long. */
export const FORGOTTEN_MS = DAY_MS
/** An address may belong to many people. */
const PER_ADDRESS = 100
/** From here on one address waits longer after each failure at one account. */
const PATIENCE = 3

/** One thing whose failed attempts are counted. */
export interface Counted {
  readonly what: string
  readonly value: Uint8Array | string
  /** Closed at each multiple of so many failures. */
  readonly limit?: number
  /** Waits 2, 4, 8 … seconds after each failure beyond the first few. */
  readonly delays?: boolean
}

export interface Attempt {
  readonly digests: readonly Buffer[]
  /** Which of the things counted was closed by this attempt, should it fail. */
  readonly closes: readonly string[]
}

type ThrottleDeps = Pick<PeopleDeps, 'keyring' | 'clock'>

export const perAddress = (network: string): Counted => ({
  what: 'throttle/address',
  value: network,
  limit: PER_ADDRESS,
})

interface Row {
  readonly subject: Buffer
  readonly failures: number
  readonly last_ms: number
  readonly until_ms: number
}

/**
 * Counts an attempt as failed before it is judged, so that however many come at once no more are judged than the limits allow; `forgive` takes it
 * back. Who does not exist is counted like who does. Throws `sign_in_throttled` when one of them is closed, and counts nothing then.
 *
 * Commit point: a crash afterwards leaves an attempt counted that was never judged, which costs whoever made it one try.
 */
export async function countAttempt(
  tx: Tx,
  deps: ThrottleDeps,
  tenant: number,
  counted: readonly Counted[],
): Promise<Attempt> {
  const nowMs = deps.clock.now()
  const named = await Promise.all(
    counted.map(async (one) => ({
      ...one,
      digest: await digestFor(deps.keyring, tenant, one.what, one.value),
    })),
  )
  const digests = named.map((one) => one.digest).sort(Buffer.compare)
  // Rows come into being first and are locked in one order: of attempts at the same moment each waits for the one before.
  await tx.query(
    {
      text: `INSERT INTO identity.throttle (tenant, subject, failures, last_ms) SELECT $1, s, 0, $3 FROM unnest($2::bytea[]) AS s
             ORDER BY s ON CONFLICT DO NOTHING`,
    },
    [tenant, digests, nowMs],
  )
  const rows = await tx.query<Row>(
    {
      text: `SELECT subject, failures, last_ms, until_ms FROM identity.throttle WHERE tenant = $1 AND subject = ANY ($2::bytea[])
             ORDER BY subject FOR UPDATE`,
    },
    [tenant, digests],
  )
  const closedUntil = Math.max(0, ...rows.map((row) => row.until_ms))
  if (closedUntil > nowMs) throw throttled(closedUntil - nowMs)
  const closes: string[] = []
  const next = rows.map((row) => {
    const rule = named.find((one) => one.digest.equals(row.subject))
    const failures = (nowMs - row.last_ms > FORGOTTEN_MS ? 0 : row.failures) + 1
    const lockMs = lockOf(rule, failures)
    if (rule?.limit !== undefined && lockMs > 0) closes.push(rule.what)
    return { subject: row.subject, failures, untilMs: lockMs === 0 ? 0 : nowMs + lockMs }
  })
  await tx.query(
    {
      text: `UPDATE identity.throttle t SET failures = n.failures, last_ms = $5, until_ms = n.until_ms
             FROM unnest($2::bytea[], $3::int[], $4::bigint[]) AS n(subject, failures, until_ms)
             WHERE t.tenant = $1 AND t.subject = n.subject`,
    },
    [tenant, next.map((n) => n.subject), next.map((n) => n.failures), next.map((n) => n.untilMs), nowMs],
  )
  return { digests, closes }
}

function lockOf(rule: Counted | undefined, failures: number): number {
  if (rule?.limit !== undefined && failures % rule.limit === 0) {
    return Math.min(DAY_MS, LOCK_MS * 2 ** (failures / rule.limit - 1))
  }
  if (rule?.delays === true && failures > PATIENCE) {
    return Math.min(LOCK_MS, SECOND_MS * 2 ** (failures - PATIENCE))
  }
  return 0
}

function throttled(ms: number) {
  return signInThrottled('wait before the next attempt', {
    extra: { retryAfter: Math.ceil(ms / SECOND_MS) },
  })
}

/** Forgets the failures of an attempt that succeeded, those of its address excepted: others may share it. */
export async function forgive(tx: Tx, deps: ThrottleDeps, tenant: number, counted: readonly Counted[]) {
  const own = counted.filter((one) => one.what !== 'throttle/address')
  const digestOf = (one: Counted) => digestFor(deps.keyring, tenant, one.what, one.value)
  const digests = await Promise.all(own.map(digestOf))
  // In the order in which attempts are counted: two who sign in at once must not wait for each other.
  await tx.query(
    {
      text: 'SELECT FROM identity.throttle WHERE tenant = $1 AND subject = ANY ($2::bytea[]) ORDER BY subject FOR UPDATE',
    },
    [tenant, await Promise.all(counted.map(digestOf))],
  )
  await tx.query(
    { text: 'DELETE FROM identity.throttle WHERE tenant = $1 AND subject = ANY ($2::bytea[])' },
    [tenant, digests],
  )
  // Whoever got in has not guessed: the address is given back this one attempt.
  const shared = counted.filter((one) => one.what === 'throttle/address')
  for (const one of shared) {
    await tx.query(
      {
        text: 'UPDATE identity.throttle SET failures = greatest(0, failures - 1), until_ms = 0 WHERE tenant = $1 AND subject = $2',
      },
      [tenant, await digestOf(one)],
    )
  }
}
