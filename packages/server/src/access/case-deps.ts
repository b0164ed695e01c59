import type { CaseDigests } from './case-kind.ts'
import type { RequestDeps } from './request-deps.ts'

/** What cases work with; `app.ts` fills it. */
export interface CaseDeps extends RequestDeps {
  readonly digests: CaseDigests
}
