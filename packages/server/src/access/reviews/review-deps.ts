import type { IdentityDeps } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import type { ReviewKind } from './review-items.ts'

/** Ends something for good (`revoke`), or until somebody gives it anew (`suspend`). Repeating it changes nothing. */
export type EndAccess = (by: Caller, subject: string, how: 'revoke' | 'suspend') => Promise<void>

/** What reviews work with; `app.ts` fills it. */
export interface ReviewDeps extends RequestDeps {
  readonly identity: IdentityDeps
  /** How what other rooms keep is ended. What is not here loses its grants and roles. */
  readonly enders: Partial<Record<ReviewKind, EndAccess>>
}
