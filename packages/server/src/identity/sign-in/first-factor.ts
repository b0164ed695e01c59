import { hash } from 'node:crypto'
import { entryBy } from '../acting.ts'
import { firstFactorTaken } from '../events.ts'
import { type FactorKind, factorKinds } from '../factors/factor-kinds.ts'
import { currentVerifier, passwordSecret, storePasswordAgain } from '../passwords/set-password.ts'
import { lockPerson, PERSON_COLUMNS, type PersonRow } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { personCaller } from '../people/person-id.ts'
import { digestFor, folded } from '../people/profile.ts'
import { beginSession } from '../sessions/begin-session.ts'
import { browserOf, networkOf, type RequestFrom } from '../sessions/request-from.ts'
import { tenantIdOf } from '../tenant-id.ts'
import { refuseSignIn, type Trying, tryOnce } from './attempt.ts'
import { type Counted, forgive, perAddress } from './throttle.ts'

export interface PasswordSignIn {
  readonly tenant: number
  readonly userName: string
  readonly password: string
  readonly from: RequestFrom
}

export interface FirstFactor {
  /** What can be given next; empty for who has to add one first. */
  readonly factors: readonly FactorKind[]
  readonly cookies: readonly string[]
}

type Found = PersonRow & { readonly verifier: string | null; readonly known: boolean }

// The same statement whoever is asked for, and one row at most.
const LOOK_UP = {
  name: 'identity-sign-in',
  text: `SELECT ${PERSON_COLUMNS},
      (SELECT w.verifier FROM identity.password w WHERE w.tenant = p.tenant AND w.person = p.id ORDER BY w.number DESC LIMIT 1) AS verifier,
      EXISTS (SELECT FROM identity.browser b WHERE b.tenant = p.tenant AND b.person = p.id AND b.hash = $3) AS known
    FROM identity.person p WHERE p.tenant = $1 AND p.user_digest = $2 AND p.state <> 'left'`,
}

/**
 * Takes the first factor: user name and password. Whoever does not exist, has no password, is suspended or has another password gets the same
 * answer after the same work. Failures close the account for browsers that its person never signed in with; the others count for themselves, so that a
 * stranger cannot lock anybody out (OWASP, device cookies).
 *
 * Commit point: a crash before it leaves a counted attempt; after it a session that may do nothing but give the second factor.
 * @throws sign_in_refused, sign_in_throttled, overloaded
 */
export async function signInWithPassword(deps: PeopleDeps, input: PasswordSignIn): Promise<FirstFactor> {
  const { tenant, from } = input
  const tenantId = await tenantIdOf(deps.database.of(tenant).read, tenant)
  const user = await digestFor(deps.keyring, tenant, 'user', folded(input.userName))
  const browser = browserOf(from)
  const [found] = await deps.database.of(tenant).read.query<Found>(LOOK_UP, [tenant, user, browser.hash])
  const { lockoutAfter } = await deps.rules()
  const counted = countedFor(user, found?.known === true ? browser.hash : undefined, from, lockoutAfter)
  const people = found === undefined ? { user } : { user, staff: found.id }
  const trying: Trying = { tenant, tenantId, what: 'password', counted, people, from }
  await tryOnce(deps, trying)

  const secret = passwordSecret(deps.keyring, tenant)
  const right = await deps.passwords.verify(found?.verifier ?? undefined, input.password, secret)
  const nowMs = deps.clock.now()
  if (!right || found === undefined) return refuseSignIn(deps, trying, 'first_factor_wrong')
  if (!mayBegin(found, nowMs)) return refuseSignIn(deps, trying, `person_${found.state}`)
  const renewed = await renewedVerifier(deps, found, input.password, secret)

  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const row = await lockPerson(tx, tenant, found.id)
    const verifier = await currentVerifier(tx, tenant, found.id)
    // Between the look-up and here the password may have been changed, or the person suspended.
    if (!mayBegin(row, nowMs) || verifier !== found.verifier) return undefined
    await forgive(tx, deps, tenant, counted)
    if (renewed !== undefined) await storePasswordAgain(tx, tenant, found.id, renewed)
    const factors = await factorKinds(tx, tenant, found.id)
    const pendingMs = row.state === 'invited' ? row.enrol_until_ms - nowMs : undefined
    const session = { tenant, person: found.id, state: 'pending', amr: ['pwd'], from, pendingMs } as const
    const begun = await beginSession(tx, deps, session)
    const by = personCaller(tenant, tenantId, found.id)
    const address = hash('sha256', from.address, 'buffer')
    entries.add({ kind: firstFactorTaken, outcome: 'success', ...entryBy(by, { address }) })
    return { factors, cookies: begun.cookies }
  })
  return value ?? refuseSignIn(deps, trying, 'changed_meanwhile')
}

/** Who may give a first factor at all. */
export function mayBegin(row: PersonRow, nowMs: number): boolean {
  return row.state === 'active' || (row.state === 'invited' && nowMs < row.enrol_until_ms)
}

function countedFor(
  user: Buffer,
  known: Buffer | undefined,
  from: RequestFrom,
  lockoutAfter: number,
): readonly Counted[] {
  if (known !== undefined) {
    return [{ what: 'throttle/browser', value: Buffer.concat([user, known]), limit: lockoutAfter }]
  }
  const network = networkOf(from.address)
  return [
    { what: 'throttle/account', value: user, limit: lockoutAfter },
    { what: 'throttle/pair', value: Buffer.concat([user, Buffer.from(network)]), delays: true },
    perAddress(network),
  ]
}

/** A verifier made with less than is asked today is made anew while the password is at hand. */
async function renewedVerifier(
  deps: PeopleDeps,
  { verifier }: Found,
  password: string,
  secret: ReturnType<typeof passwordSecret>,
): Promise<string | undefined> {
  return verifier !== null && deps.passwords.isOld(verifier)
    ? deps.passwords.hash(password, secret)
    : undefined
}
