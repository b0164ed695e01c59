import { type Check, check } from '../../platform/check.ts'
import { COST_AT_LEAST, costOf } from '../passwords/password-hasher.ts'
import { sessionsOnStaffNetworks } from '../sessions/session-networks-check.ts'
import { peopleFromProvider } from '../sign-on/provider-check.ts'
import type { PeopleDeps } from './people-deps.ts'

const MINUTE_MS = 60_000

// S6: asks the factors and the sessions that are there, not the sign-in that should have asked for them.
const SECOND_FACTOR = {
  name: 'identity-second-factor-check',
  text: `SELECT
    (SELECT count(*) FROM identity.person WHERE state = 'active') AS people,
    (SELECT count(*) FROM identity.person p WHERE p.state = 'active' AND p.source <> 'scim' AND NOT EXISTS (
        SELECT FROM identity.factor f WHERE f.tenant = p.tenant AND f.person = p.id AND f.removed_ms IS NULL AND f.confirmed_ms IS NOT NULL)
      AND NOT EXISTS (SELECT FROM identity.external_identity e WHERE e.tenant = p.tenant AND e.person = p.id)) AS without,
    (SELECT count(*) FROM identity.session s WHERE s.state = 'full' AND s.ended_ms IS NULL AND s.until_ms > $1) AS sessions,
    (SELECT count(*) FROM identity.session s WHERE s.state = 'full' AND s.ended_ms IS NULL AND s.until_ms > $1 AND NOT 'mfa' = ANY (s.amr)) AS one_factor`,
}

interface Factors {
  readonly people: number
  readonly without: number
  readonly sessions: number
  readonly one_factor: number
}

const peopleHaveSecondFactor = check('identity.people-have-second-factor', async ({ read, clock }) => {
  const [row] = await read.query<Factors>(SECOND_FACTOR, [clock.now()])
  if (row === undefined) return { state: 'unknown', figures: {}, why: 'nothing was counted' }
  const figures = {
    people: row.people,
    withoutFactor: row.without,
    sessions: row.sessions,
    sessionsWithOneFactor: row.one_factor,
  }
  if (row.one_factor > 0)
    return { state: 'violated', figures, why: 'some sessions were begun with one factor' }
  if (row.without > 0) return { state: 'violated', figures, why: 'some people have no second factor' }
  return { state: 'satisfied', figures }
})

interface Used {
  readonly seen_ms: number
  readonly created_ms: number
  readonly until_ms: number
}

// A2, S5: the numbers of the policy against what lies in the database: sessions used although they were over, verifiers made with too little work,
// more old passwords kept, or fewer compared, than the history asks for.
const signInParameters = ({ rules }: Pick<PeopleDeps, 'rules'>) =>
  check('identity.sign-in-parameters', async ({ read, clock }) => {
    const { sessionAbsoluteMs, passwordHistory, passwordLength, lockoutAfter } = await rules()
    const since = clock.now() - 5 * MINUTE_MS
    const used = await read.query<Used>(
      { text: 'SELECT seen_ms, created_ms, until_ms FROM identity.session WHERE seen_ms > $1' },
      [since],
    )
    const beyond = used.filter(
      (s) => s.seen_ms >= s.until_ms || s.seen_ms - s.created_ms > sessionAbsoluteMs,
    ).length
    const verifiers = await read.query<{ verifier: string }>({
      text: 'SELECT verifier FROM identity.password',
    })
    const weak = verifiers.filter(({ verifier }) => isWeak(verifier)).length
    const [kept] = await read.query<{ most: number }>({
      text: 'SELECT coalesce(max(n), 0) AS most FROM (SELECT count(*) AS n FROM identity.password GROUP BY tenant, person) AS counted',
    })
    const figures = {
      sessionsUsed: used.length,
      sessionsBeyond: beyond,
      passwords: verifiers.length,
      weak,
      longestHistory: kept?.most ?? 0,
      length: passwordLength,
      history: passwordHistory,
      lockoutAfter,
    }
    if (beyond > 0) return { state: 'violated', figures, why: 'some sessions were used after their end' }
    if (weak > 0)
      return {
        state: 'violated',
        figures,
        why: 'some passwords are kept with too little work against guessing',
      }
    if (figures.longestHistory > Math.max(1, passwordHistory)) {
      return { state: 'violated', figures, why: 'more old passwords are kept than the history asks for' }
    }
    return { state: 'satisfied', figures }
  })

function isWeak(verifier: string): boolean {
  const cost = costOf(verifier)
  return cost === undefined || cost.memoryKiB < COST_AT_LEAST.memoryKiB || cost.passes < COST_AT_LEAST.passes
}

/** What can be measured of people, over all tenants. */
export function peopleChecks(deps: Pick<PeopleDeps, 'rules' | 'keyring'>): readonly Check[] {
  return [
    peopleHaveSecondFactor,
    signInParameters(deps),
    peopleFromProvider,
    sessionsOnStaffNetworks(deps.keyring),
  ]
}
