import type { Route } from '../../platform/route.ts'
import { factorRoutes } from '../factors/factor-routes.ts'
import { passwordRoutes } from '../passwords/password-routes.ts'
import { resetRoutes } from '../passwords/reset-routes.ts'
import { meRoutes } from '../sessions/me-routes.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { signInRoutes } from '../sign-in/sign-in-routes.ts'
import type { Providers } from '../sign-on/providers.ts'
import { signOnRoutes } from '../sign-on/sign-on-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { peopleAdminRoutes } from './people-admin-routes.ts'
import type { PeopleDeps } from './people-deps.ts'
import { setUpRoute } from './set-up-route.ts'

/** People: signing in, their sessions and factors, and who looks after them. */
export function peopleRoutes(deps: PeopleDeps, sessions: Sessions, providers: Providers): readonly Route[] {
  return [
    setUpRoute(deps),
    ...signInRoutes(deps, sessions),
    ...signOnRoutes(deps, providers),
    ...meRoutes(deps),
    ...passwordRoutes(deps),
    ...resetRoutes(deps),
    ...factorRoutes(deps),
    ...invitationRoutes(deps),
    ...peopleAdminRoutes(deps),
  ]
}
