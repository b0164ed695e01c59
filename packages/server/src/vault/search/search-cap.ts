import { hmac } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'
import { addDuration, parameterDuration, parameterNumber, parameterValue } from '../../policy/index.ts'
import type { Prepared } from '../decide/prepare-access.ts'
import { searchCapReached } from '../errors.ts'
import type { VaultDeps } from '../vault-deps.ts'

export const SEARCHED_VALUES_AT_MOST = 'searched_values_at_most'
export const SEARCHED_VALUES_WITHIN = 'searched_values_within'

/** Names the digest key: what was searched for is remembered as a digest that no tag is comparable with. */
const SEARCHED = 'searched'

// A principal's searches queue at this lock until their commit, so that many at once do not overshoot the cap together. The second number keeps it apart from
// other locks of this kind.
const LOCK = {
  name: 'vault-searched-lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended($1::int || '/' || encode($2::bytea, 'hex'), 66))`,
}

// A value searched for again costs nothing, and counts as of now. What is over is not counted; `pruneVault` takes it away.
const COUNT = {
  name: 'vault-searched-count',
  text: `SELECT count(*) FILTER (WHERE digest <> $3) AS others, count(*) FILTER (WHERE digest = $3) AS same
         FROM vault.searched_value WHERE tenant = $1 AND principal = $2 AND until_ms > least($4, platform.now_ms())`,
}

const REMEMBER = {
  name: 'vault-searched-remember',
  text: `INSERT INTO vault.searched_value AS v (tenant, principal, digest, until_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, principal, digest) DO UPDATE SET until_ms = excluded.until_ms`,
}

/**
 * Counts a search against what the policy lets one principal search for in a while: different values, the same one in two fields being two. Whoever may
 * search could otherwise try every value there is. Nothing is counted where the policy does not have both parameters. Throws `search_cap_reached`.
 *
 * @param value normalised
 */
export async function takeSearch(
  deps: VaultDeps,
  tx: Tx,
  { applied, caller }: Prepared,
  field: number,
  value: string,
): Promise<void> {
  const most = parameterNumber(applied.model, SEARCHED_VALUES_AT_MOST)
  const within = parameterDuration(applied.model, SEARCHED_VALUES_WITHIN)
  if (most === undefined || within === undefined) return
  const tenant = await deps.keyring.tenant(caller.tenant)
  const digest = hmac(tenant.digestKey(SEARCHED), `${field}\0${value}`).subarray(0, 16)
  const nowMs = deps.clock.now()
  await tx.query(LOCK, [caller.tenant, caller.principal])
  const [row] = await tx.query<{ others: number; same: number }>(COUNT, [
    caller.tenant,
    caller.principal,
    digest,
    nowMs,
  ])
  if (row?.same === 0 && row.others >= most) {
    const span = parameterValue(applied.model, SEARCHED_VALUES_WITHIN)
    throw searchCapReached(`${most} different values were searched for within ${span}`, {
      fix: 'search for the same ones again, wait, or ask for a case',
      extra: { most },
    })
  }
  const untilMs = addDuration(nowMs, within, 'UTC')
  await tx.query(REMEMBER, [caller.tenant, caller.principal, digest, untilMs])
}
