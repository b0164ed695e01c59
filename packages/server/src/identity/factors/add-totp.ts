import { newId, parseId } from '../../platform/ids.ts'
import type { PersonCaller } from '../acting.ts'
import { factorNotFound, factorRefused } from '../errors.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { FACTOR_ID, factorId } from '../people/person-id.ts'
import { openFor, openProfile, sealFor } from '../people/profile.ts'
import { networkOf, type RequestFrom } from '../sessions/request-from.ts'
import { type Trying, tryOnce } from '../sign-in/attempt.ts'
import { type Counted, forgive, perAddress } from '../sign-in/throttle.ts'
import { factorConfirmed } from './factor-confirmed.ts'
import { requireFirstFactor, requireMayChangeFactors, requireRoom } from './may-change-factors.ts'
import { newTotpSecret, stepOf, totpShown, useStep } from './totp.ts'

export interface NewTotp {
  readonly id: string
  /** Base32, for typing. */
  readonly secret: string
  /** `otpauth:`, for a picture that apps read. */
  readonly uri: string
}

/**
 * Makes a secret for one-time codes. It is no factor before a code of it was confirmed; one that was never confirmed gives way.
 * Throws `password_needed`, `second_factor_needed`, `sign_in_again`, `factors_too_many`.
 */
export async function addTotp(deps: PeopleDeps, caller: PersonCaller): Promise<NewTotp> {
  const { tenant, principal: person } = caller
  const secret = newTotpSecret()
  const { value } = await deps.writer.transaction(tenant, async (tx) => {
    const row = await lockPerson(tx, tenant, person)
    requireMayChangeFactors(deps.clock, caller, row)
    await requireFirstFactor(tx, tenant, person)
    await requireRoom(tx, tenant, person)
    const nowMs = deps.clock.now()
    const id = newId(nowMs)
    await tx.query(
      {
        text: `UPDATE identity.factor SET removed_ms = $3, removed_by = 'replaced' WHERE tenant = $1 AND person = $2 AND kind = 'totp'
               AND confirmed_ms IS NULL AND removed_ms IS NULL`,
      },
      [tenant, person, nowMs],
    )
    await tx.query(
      {
        text: `INSERT INTO identity.factor (tenant, id, person, kind, created_ms, secret) VALUES ($1, $2, $3, 'totp', $4, $5)`,
      },
      [tenant, id, person, nowMs, await sealFor(deps.keyring, tenant, id, 'totp', secret)],
    )
    const { userName } = await openProfile(deps.keyring, tenant, person, row.profile)
    return { id: factorId(id), ...totpShown(secret, userName) }
  })
  return value
}

interface ConfirmTotp {
  readonly factor: string
  readonly code: string
  readonly from: RequestFrom
}

/**
 * Confirms a secret by a code of it. Answers the cookies of the session that takes the place of the caller's.
 *
 * Commit point: a crash before it leaves no factor; after it the factor, its entry, and for who had none the full session.
 * @throws factor_not_found, factor_refused, sign_in_throttled
 */
export async function confirmTotp(
  deps: PeopleDeps,
  caller: PersonCaller,
  { factor, code, from }: ConfirmTotp,
): Promise<readonly string[]> {
  const { tenant, tenantId, principal: person } = caller
  const id = parseId(FACTOR_ID, factor)
  const { lockoutAfter } = await deps.rules()
  const counted: readonly Counted[] = [
    { what: 'throttle/confirm', value: person, limit: lockoutAfter },
    perAddress(networkOf(from.address)),
  ]
  const trying: Trying = { tenant, tenantId, what: 'confirm', counted, people: { staff: person }, from }
  await tryOnce(deps, trying)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const row = await lockPerson(tx, tenant, person)
    requireMayChangeFactors(deps.clock, caller, row)
    await requireRoom(tx, tenant, person)
    const nowMs = deps.clock.now()
    const [found] = await tx.query<{ secret: Buffer }>(
      {
        text: `SELECT secret FROM identity.factor WHERE tenant = $1 AND id = $2 AND person = $3 AND kind = 'totp'
               AND confirmed_ms IS NULL AND removed_ms IS NULL FOR UPDATE`,
      },
      [tenant, id, person],
    )
    if (found === undefined) throw factorNotFound('it was confirmed or removed before, or never was')
    const secret = await openFor(deps.keyring, tenant, id, 'totp', found.secret)
    const step = stepOf(secret, code, nowMs)
    if (step === undefined) {
      throw factorRefused('the code is not the one of now', { fix: 'compare the clocks of both devices' })
    }
    await useStep(tx, tenant, id, step, nowMs)
    await tx.query({ text: 'UPDATE identity.factor SET confirmed_ms = $3 WHERE tenant = $1 AND id = $2' }, [
      tenant,
      id,
      nowMs,
    ])
    await forgive(tx, deps, tenant, counted)
    const confirmed = { factor: id, kind: 'totp', methods: ['otp'], from } as const
    return factorConfirmed(tx, entries, deps, caller, row, confirmed)
  })
  return value
}
