export { type ClauseState, clauseState, type Fact, STALE_AFTER_MS } from './clause-state.ts'
export { measureChecks } from './measure-checks.ts'
export { type ClauseStatus, type PolicyStatus, readStatus } from './read-status.ts'
export { evidenceRoutes } from './routes.ts'
