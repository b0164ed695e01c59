import type { Keyring } from '../../keys/index.ts'
import type { Sql } from '../../platform/db.ts'
import type { AccessDeps } from '../access-deps.ts'
import type { Authorities } from '../authority/authorities.ts'
import type { LinkSource } from '../separation/human-links.ts'
import type { RequestKinds } from './request-kind.ts'

/** What a person still has to do before they are given access: names such as `policy`. Empty: nothing. */
export type OnboardingGate = (sql: Sql, tenant: number, person: Buffer) => Promise<readonly string[]>

/** What requests and approvals work with, beside the rest of the room; `app.ts` fills it. */
export interface RequestDeps extends AccessDeps {
  readonly authorities: Authorities
  readonly kinds: RequestKinds
  /** Seals what people write. */
  readonly texts: Pick<Keyring, 'seal' | 'unseal'>
  /** All of them have to be content. */
  readonly onboarding: readonly OnboardingGate[]
  /** Links between principals that other rooms know of. */
  readonly links: readonly LinkSource[]
  /** By when an emergency at `fromMs` has to be reviewed: a parameter of the policy. */
  readonly emergencyReviewEnds: (fromMs: number) => number | Promise<number>
}
