import { formatId, newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personStateWrong } from '../errors.ts'
import { passwordResetMade } from '../events.ts'
import { factorKinds } from '../factors/factor-kinds.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { PERSON_ID, personId, RESET_ID } from '../people/person-id.ts'
import { requireAnother } from '../people/require-another.ts'
import { hashSecretText, newSecretText } from '../secret-text.ts'
import { currentVerifier } from './set-password.ts'

export const RESET_PREFIX = 'azr'
const LIVES_MS = 3_600_000

export interface PasswordReset {
  /** `rst_…` */
  readonly id: string
  readonly person: string
  /** Shown once to who made it, kept nowhere. The secret stands behind `#`, so that browsers send it to no server. */
  readonly link: string
  readonly expiresMs: number
}

/**
 * Makes the link by which somebody else, who forgot their password, chooses another one with a second factor they have. It opens nothing by itself: whoever
 * made it cannot use it. Nothing ends until it was used. Another link ends those made before.
 *
 * Commit point: a crash before it leaves nothing; after it the link and its entry. Should it be lost, another one is made.
 * @throws person_not_found, own_account_refused, person_state_wrong for who is not active, or has no password or no second factor
 */
export async function makePasswordReset(
  deps: PeopleDeps,
  by: Caller,
  person: string,
): Promise<PasswordReset> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const row = await lockPerson(tx, by.tenant, parseId(PERSON_ID, person))
    await requireAnother(tx, by, row.id)
    if (row.state !== 'active') throw personStateWrong('only who signs in here can have forgotten a password')
    if ((await currentVerifier(tx, by.tenant, row.id)) === undefined)
      throw personStateWrong('this person has no password', { fix: 'they sign in by passkey or provider' })
    if ((await factorKinds(tx, by.tenant, row.id)).length === 0)
      throw personStateWrong('this person has no second factor that they could show')
    await tx.query(
      {
        text: `UPDATE identity.password_reset SET withdrawn_ms = $3 WHERE tenant = $1 AND person = $2 AND redeemed_ms IS NULL AND withdrawn_ms IS NULL`,
      },
      [by.tenant, row.id, nowMs],
    )
    const id = newId(nowMs)
    const token = newSecretText(RESET_PREFIX)
    const expiresMs = nowMs + LIVES_MS
    await tx.query(
      {
        text: `INSERT INTO identity.password_reset (tenant, id, person, hash, created_ms, created_by, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      },
      [by.tenant, id, row.id, hashSecretText(token), nowMs, by.principalId, expiresMs],
    )
    const reset = formatId(RESET_ID, id)
    entries.add({
      kind: passwordResetMade,
      outcome: 'success',
      ...entryBy(by, { person: row.id }),
      detail: { reset, expires_ms: expiresMs },
    })
    const link = `${deps.site.origin}/password-reset#${token}`
    return { id: reset, person: personId(row.id), link, expiresMs }
  })
  return value
}
