import { Secret, TOTP } from 'otpauth'
import type { Tx } from '../../platform/db.ts'
import { openFor, type PeopleKeys } from '../people/profile.ts'

const PERIOD_S = 30
const SECRET_BYTES = 20
/** Steps to either side of the present one: clocks differ, and people type. */
const WINDOW = 1

/** A new secret for one-time codes: 160 bits, as RFC 4226 §4 recommends. */
export const newTotpSecret = (): Uint8Array => new Uint8Array(new Secret({ size: SECRET_BYTES }).buffer)

// RFC 6238 with SHA-1, six digits and 30 seconds: what every authenticator app takes.
function totpOf(secret: Uint8Array, label = ''): TOTP {
  const buffer = Uint8Array.from(secret).buffer
  return new TOTP({
    issuer: 'Azukari',
    label,
    secret: new Secret({ buffer }),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
  })
}

/** What an authenticator app is shown: the secret in base32, and the same in an `otpauth:` URI. */
export function totpShown(secret: Uint8Array, label: string): { secret: string; uri: string } {
  const totp = totpOf(secret, label)
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The step that a code belongs to, at an instant give or take one; undefined for any other code. */
export function stepOf(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: WINDOW })
  return delta === null ? undefined : Math.floor(nowMs / (PERIOD_S * 1000)) + delta
}

interface TotpRow {
  readonly id: Buffer
  readonly secret: Buffer
}

/**
 * Takes a code of one of a person's authenticators, once: the step it belongs to, and all before, are used up with it, also for whoever looked over
 * the shoulder (RFC 6238 §5.2). Answers the factor, or undefined.
 */
export async function takeTotp(
  tx: Tx,
  keys: PeopleKeys,
  tenant: number,
  person: Buffer,
  code: string,
  nowMs: number,
): Promise<Buffer | undefined> {
  const rows = await tx.query<TotpRow>(
    {
      text: `SELECT id, secret FROM identity.factor WHERE tenant = $1 AND person = $2 AND kind = 'totp' AND removed_ms IS NULL
             AND confirmed_ms IS NOT NULL ORDER BY id FOR UPDATE`,
    },
    [tenant, person],
  )
  for (const row of rows) {
    const step = stepOf(await openFor(keys, tenant, row.id, 'totp', row.secret), code, nowMs)
    if (step !== undefined && (await useStep(tx, tenant, row.id, step, nowMs))) return row.id
  }
  return undefined
}

/** Whether the step was still unused; it no longer is. */
export async function useStep(
  tx: Tx,
  tenant: number,
  factor: Buffer,
  step: number,
  nowMs: number,
): Promise<boolean> {
  const used = await tx.query(
    {
      text: `UPDATE identity.factor SET last_step = $3, last_used_ms = $4 WHERE tenant = $1 AND id = $2
             AND coalesce(last_step < $3, true) RETURNING id`,
    },
    [tenant, factor, step, nowMs],
  )
  return used.length === 1
}
