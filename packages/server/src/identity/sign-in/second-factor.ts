import type { PersonCaller } from '../acting.ts'
import { takeRecoveryCode } from '../factors/recovery-codes.ts'
import { takeTotp } from '../factors/totp.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { browserOf, networkOf, type RequestFrom } from '../sessions/request-from.ts'
import { refuseSignIn, type Trying, tryOnce } from './attempt.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { type Counted, forgive, perAddress } from './throttle.ts'

export interface SecondFactor {
  readonly kind: 'totp' | 'recovery'
  readonly code: string
  readonly from: RequestFrom
}

const METHOD = { totp: 'otp', recovery: 'recovery' } as const

/**
 * Takes the second factor of a pending session and begins a full one in its place. Attempts are counted for the person, whoever's session they come
 * from: six digits do not stand many. They close nothing but this door, and only who has the password comes before it.
 *
 * Commit point: a crash before it leaves the pending session and the code unused; after it the code is used up, the pending session over and the full one
 * begun.
 * @throws sign_in_refused, sign_in_throttled
 */
export async function giveSecondFactor(
  deps: PeopleDeps,
  caller: PersonCaller,
  { kind, code, from }: SecondFactor,
): Promise<{ cookies: readonly string[] }> {
  const { tenant, tenantId, principal: person, session } = caller
  const { lockoutAfter } = await deps.rules()
  const known = await isKnown(deps, tenant, person, browserOf(from).hash)
  const counted: readonly Counted[] = [
    { what: `throttle/${kind}`, value: known ?? person, limit: lockoutAfter },
    perAddress(networkOf(from.address)),
  ]
  const trying: Trying = { tenant, tenantId, what: kind, counted, people: { staff: person }, from }
  await tryOnce(deps, trying)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const row = await lockPerson(tx, tenant, person)
    if (row.state !== 'active' || !(await isPending(tx, caller))) return undefined
    const take = kind === 'totp' ? takeTotp : takeRecoveryCode
    if (!(await take(tx, deps.keyring, tenant, person, code, nowMs))) return undefined
    await forgive(tx, deps, tenant, counted)
    const amr = [...session.amr, METHOD[kind], 'mfa']
    return completeSignIn(tx, entries, deps, { tenant, tenantId, person, amr, from, instead: session.key })
  })
  return value ?? refuseSignIn(deps, trying, 'second_factor_wrong')
}

/** What failures are counted for: this browser, when its person has signed in with it before. */
async function isKnown(deps: PeopleDeps, tenant: number, person: Buffer, browser: Buffer) {
  const [row] = await deps.database
    .of(tenant)
    .read.query({ text: 'SELECT FROM identity.browser WHERE tenant = $1 AND person = $2 AND hash = $3' }, [
      tenant,
      person,
      browser,
    ])
  return row === undefined ? undefined : Buffer.concat([person, browser])
}

// The session was live when the request came in; of two requests that complete it, one does.
async function isPending(tx: Parameters<typeof lockPerson>[0], { tenant, session }: PersonCaller) {
  const rows = await tx.query(
    {
      text: `SELECT FROM identity.session WHERE tenant = $1 AND id = $2 AND state = 'pending' AND ended_ms IS NULL FOR UPDATE`,
    },
    [tenant, session.key],
  )
  return rows.length === 1
}
