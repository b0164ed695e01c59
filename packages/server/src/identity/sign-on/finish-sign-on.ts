import { hash } from 'node:crypto'
import * as openid from 'openid-client'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { signOnRefused } from '../errors.ts'
import { signInRefusedEntry } from '../events.ts'
import { useOnce } from '../factors/challenge.ts'
import { addPersonErrors } from '../people/add-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { clearCookie, readCookie, SIGN_ON_COOKIE } from '../sessions/cookies.ts'
import { networkOf, type RequestFrom } from '../sessions/request-from.ts'
import { tryOnce } from '../sign-in/attempt.ts'
import { perAddress } from '../sign-in/throttle.ts'
import { tenantIdOf } from '../tenant-id.ts'
import { type Admitted, admitPerson } from './admit-person.ts'
import { callbackOf } from './begin-sign-on.ts'
import { hasRequired, readClaims } from './claims.ts'
import type { SignOnProvider } from './provider.ts'
import type { Providers } from './providers.ts'
import { openState, type SignOnState } from './sign-on-state.ts'

export interface FinishSignOn {
  readonly tenant: number
  readonly provider: SignOnProvider
  /** What the provider sent along, as it stands in the address. */
  readonly query: Readonly<Record<string, string>>
  readonly from: RequestFrom
}

export interface FinishedSignOn {
  /** A place on this origin. */
  readonly to: string
  readonly cookies: readonly string[]
}

/** Why somebody who came from a provider is not let in; stands in the entry. */
export type SignOnReason =
  | 'not_begun_here'
  | 'used_before'
  | 'answer_invalid'
  | 'claim_missing'
  | 'second_factor_missing'
  | 'no_account'
  | 'person_state'
  | 'profile_unfit'
  | 'session_over'

/**
 * Takes what a provider answers: only for a sign-on that this browser began with this very provider, once, and never later than ten minutes ago. The code
 * is exchanged with PKCE; issuer, audience, nonce, times and signature of the ID token are judged by openid-client, its algorithm is the one declared.
 *
 * Commit point: a crash before it leaves the state used up, and the person begins anew; after it person, link, roles, session and entries are there.
 * @throws sign_on_refused, sign_on_unavailable, sign_in_throttled
 */
export async function finishSignOn(
  deps: PeopleDeps,
  providers: Providers,
  { tenant, provider, query, from }: FinishSignOn,
): Promise<FinishedSignOn> {
  const { keyring, clock, database } = deps
  const tenantId = await tenantIdOf(database.of(tenant).read, tenant)
  const counted = [perAddress(networkOf(from.address))]
  await tryOnce(deps, { tenant, tenantId, what: 'sign-on', counted, people: {}, from })
  const refuse = (reason: SignOnReason) =>
    refuseSignOn(deps, { tenant, tenantId, provider: provider.id, from }, reason)

  const state = await openState(keyring, tenant, readCookie(from.browser.cookie, SIGN_ON_COOKIE), clock.now())
  if (state === undefined || state.provider !== provider.id) return refuse('not_begun_here')
  // Used up before anything is asked of the provider: whatever becomes of this answer, there is no second one to it.
  const fresh = await database
    .of(tenant)
    .tx((tx) => useOnce(tx, tenant, `sign-on ${state.state}`, state.untilMs))
  if (!fresh) return refuse('used_before')
  const tokens = await exchange(deps, providers, provider, state, query)
  const token = tokens?.claims()
  if (tokens?.id_token === undefined || token === undefined) return refuse('answer_invalid')
  if (!hasRequired(token, provider)) return refuse('claim_missing')
  const claims = readClaims(token, provider)
  if (claims.secondFactor === 'missing') return refuse('second_factor_missing')

  const input = { tenant, tenantId, provider, claims, session: state.session, from, counted }
  const admitted = await deps.writer
    .transaction(tenant, (tx, entries) => admitPerson(tx, entries, deps, input))
    .then(({ value }) => value, unlessUnfit)
  if ('reason' in admitted) return refuse(admitted.reason)
  const to = admitted.pending ? '/sign-in' : state.to
  return { to, cookies: [...admitted.cookies, clearCookie(SIGN_ON_COOKIE)] }
}

/** What the provider says of somebody new makes no account: a name that is taken, or none of ours. Nothing was kept then. */
function unlessUnfit(error: unknown): Admitted {
  if (addPersonErrors.some(({ code }) => isAzukariError(error, code))) return { reason: 'profile_unfit' }
  throw error
}

async function exchange(
  deps: PeopleDeps,
  providers: Providers,
  provider: SignOnProvider,
  state: SignOnState,
  query: Readonly<Record<string, string>>,
) {
  const configuration = await providers.configuration(provider)
  const url = new URL(callbackOf(deps.site.origin, provider.id))
  url.search = new URLSearchParams({ ...query }).toString()
  try {
    return await openid.authorizationCodeGrant(configuration, url, {
      expectedState: state.state,
      expectedNonce: state.nonce,
      pkceCodeVerifier: state.verifier,
      idTokenExpected: true,
    })
  } catch {
    // What was wrong is the provider's, or an attacker's, to know.
    return undefined
  }
}

interface Refused {
  readonly tenant: number
  readonly tenantId: string
  readonly provider: string
  readonly from: RequestFrom
}

async function refuseSignOn(
  deps: PeopleDeps,
  { tenant, tenantId, provider, from }: Refused,
  reason: SignOnReason,
): Promise<never> {
  const nobody: Caller = {
    tenant,
    tenantId,
    principal: Buffer.alloc(0),
    principalId: 'unknown',
    kind: 'service',
  }
  await deps.writer.transaction(tenant, async (_tx, entries) => {
    entries.add({
      kind: signInRefusedEntry,
      outcome: 'failure',
      ...entryBy(nobody, { address: hash('sha256', from.address, 'buffer') }),
      detail: { what: 'sign-on', provider, reason },
    })
  })
  throw signOnRefused('sign-on was refused', {
    fix: 'begin anew; if it stays, ask who invited',
    extra: { reason },
  })
}
