import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Tx } from '../../platform/db.ts'
import { resetInvalid } from '../errors.ts'
import { newChallenge } from '../factors/challenge.ts'
import { type FactorKind, factorKinds } from '../factors/factor-kinds.ts'
import { loadWebAuthn } from '../factors/load-webauthn.ts'
import { bytesOf } from '../factors/webauthn.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { hashSecretText, isSecretText } from '../secret-text.ts'
import { RESET_PREFIX } from './make-reset.ts'

export interface OpenReset {
  readonly tenant: number
  readonly tenant_id: Buffer
  readonly id: Buffer
  readonly person: Buffer
}

// A link is over as soon as its person has chosen a password some other way.
const OPEN = `SELECT r.tenant, t.id AS tenant_id, r.id, r.person FROM identity.password_reset r
  JOIN keys.tenant t ON t.tenant = r.tenant AND t.state = 'live'
  JOIN identity.person p ON p.tenant = r.tenant AND p.id = r.person AND p.state = 'active'
  WHERE r.hash = $1 AND r.redeemed_ms IS NULL AND r.withdrawn_ms IS NULL AND r.created_ms <= $2 AND r.expires_ms > $2
    AND NOT EXISTS (SELECT FROM identity.password w WHERE w.tenant = r.tenant AND w.person = r.person AND w.made_ms > r.created_ms)`

/** The reset that a link is for. Throws `reset_invalid`: wrong, used, withdrawn, expired and somebody who left are told apart by nothing. */
export async function findReset(
  sql: Pick<Tx, 'query'>,
  token: string,
  nowMs: number,
  lock: '' | 'FOR UPDATE OF r' = '',
): Promise<OpenReset> {
  const [row] = isSecretText(RESET_PREFIX, token)
    ? await sql.query<OpenReset>({ text: `${OPEN} ${lock}` }, [hashSecretText(token), nowMs])
    : []
  if (row === undefined) throw resetInvalid('the link opens nothing', { fix: 'ask for another one' })
  return row
}

/** What a challenge of a reset is good for: this one and no other. */
export const resetUse = ({ id }: OpenReset) => ['password-reset', id] as const

export interface ResetOptions {
  readonly factors: readonly FactorKind[]
  /** What a browser needs to show a passkey, for who has one. */
  readonly passkey: PublicKeyCredentialRequestOptionsJSON | undefined
}

/** The second factors with one of which a link is used. Leaves nothing behind. Throws `reset_invalid`. */
export async function resetOptions(deps: PeopleDeps, token: string): Promise<ResetOptions> {
  const reset = await findReset(deps.database.across.read, token, deps.clock.now())
  const { tenant, person } = reset
  const { read } = deps.database.of(tenant)
  const factors = await factorKinds(read, tenant, person)
  if (!factors.includes('passkey')) return { factors, passkey: undefined }
  const held = await read.query<{ credential: Buffer }>(
    {
      text: `SELECT credential FROM identity.factor WHERE tenant = $1 AND person = $2 AND kind = 'passkey' AND removed_ms IS NULL`,
    },
    [tenant, person],
  )
  const passkey = await (await loadWebAuthn()).generateAuthenticationOptions({
    rpID: deps.site.host,
    challenge: bytesOf(await newChallenge(deps, tenant, resetUse(reset))),
    allowCredentials: held.map(({ credential }) => ({ id: credential.toString('base64url') })),
    userVerification: 'required',
  })
  return { factors, passkey }
}
