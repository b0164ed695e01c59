import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { PersonCaller } from '../acting.ts'
import { factorsTooMany, passwordNeeded, secondFactorNeeded, signInAgain } from '../errors.ts'
import type { PersonRow } from '../people/find-person.ts'

const MOST_FACTORS = 10
/** Factors are changed soon after signing in or not at all: a session left open must not be turned into an account. */
export const FRESH_MS = 15 * 60_000

/**
 * Whether a caller may add or remove a factor. With the first factor only, nobody adds one but who was never fully signed in: else whoever knows a password would
 * make themselves the second factor. Throws `second_factor_needed`, `sign_in_again`.
 */
export function requireMayChangeFactors(clock: Clock, caller: PersonCaller, row: PersonRow): void {
  const { state, createdMs } = caller.session
  if (state === 'pending') {
    // Who was provisioned is active and has not been here yet.
    const neverIn = row.state === 'invited' || (row.state === 'active' && row.last_seen_ms === null)
    if (!neverIn) throw secondFactorNeeded('sign in with the second factor first')
    return
  }
  if (clock.now() - createdMs > FRESH_MS) {
    throw signInAgain('factors are changed within a quarter of an hour after signing in')
  }
}

/** Throws `factors_too_many`. */
export async function requireRoom(tx: Tx, tenant: number, person: Buffer): Promise<void> {
  const rows = await tx.query(
    {
      text: 'SELECT FROM identity.factor WHERE tenant = $1 AND person = $2 AND removed_ms IS NULL AND confirmed_ms IS NOT NULL',
    },
    [tenant, person],
  )
  if (rows.length >= MOST_FACTORS) throw factorsTooMany(`a person has at most ${MOST_FACTORS}`)
}

/** Throws `password_needed`: one-time codes are a second factor, and a second needs a first. */
export async function requireFirstFactor(tx: Tx, tenant: number, person: Buffer): Promise<void> {
  const rows = await tx.query(
    {
      text: `SELECT FROM identity.password WHERE tenant = $1 AND person = $2
             UNION ALL SELECT FROM identity.external_identity WHERE tenant = $1 AND person = $2 LIMIT 1`,
    },
    [tenant, person],
  )
  if (rows.length === 0) {
    throw passwordNeeded('one-time codes go with a password', {
      fix: 'choose a password, or add a passkey instead',
    })
  }
}
