import type { RequestDeps } from '../requests/request-deps.ts'
import type { CaseDigests } from './case-kind.ts'

/** What cases work with; `app.ts` fills it. */
export interface CaseDeps extends RequestDeps {
  readonly digests: CaseDigests
}
