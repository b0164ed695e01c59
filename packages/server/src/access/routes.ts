import type { IdentityDeps } from '../identity/index.ts'
import type { Route } from '../platform/route.ts'
import { explainRoutes } from './explain/explain-routes.ts'
import { grantRoutes } from './grants/grant-routes.ts'
import type { RequestDeps } from './requests/request-deps.ts'
import { requestRoutes } from './requests/request-routes.ts'
import { roleRoutes } from './roles/role-routes.ts'
import { setupRoute } from './set-up/setup-route.ts'

/** Who may do what: grants, roles, requests for them, and why something is allowed or not; and the way in for the first. */
export function accessRoutes(deps: RequestDeps, identity: IdentityDeps): readonly Route[] {
  return [
    ...grantRoutes(deps),
    ...explainRoutes(deps),
    ...roleRoutes(deps),
    ...requestRoutes(deps),
    setupRoute(deps, identity),
  ]
}
