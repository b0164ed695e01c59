import { z } from 'zod'
import { type IdentityDeps, identityErrors } from '../../identity/index.ts'
import { type Route, route } from '../../platform/route.ts'
import type { AccessDeps } from '../access-deps.ts'
import { grantInvalid } from '../errors.ts'
import { idText, instant, scopeBody, toIso } from '../wire.ts'
import { redeemSetup } from './redeem-setup.ts'

const { serviceNameGeneric, serviceNameInvalid, setupLinkInvalid } = identityErrors

/** Public because nobody has a key before it: what opens it is the token, once. */
export function setupRoute(deps: AccessDeps, identity: IdentityDeps): Route {
  return route({
    operation: 'setup.redeem',
    method: 'POST',
    path: '/setup',
    summary: 'Turn the one-time set-up link into the first service, its key and its grants',
    access: 'public',
    body: z.strictObject({
      token: z.string().max(128),
      name: z.string().max(256),
      grants: z.array(z.strictObject(scopeBody)).max(50).optional(),
    }),
    reply: z.object({
      tenant: z.string(),
      service: idText('svc'),
      key: z.string().describe('The key itself. It is shown here and never again.'),
      expires: instant,
    }),
    statuses: [201],
    errors: [setupLinkInvalid, serviceNameInvalid, serviceNameGeneric, grantInvalid],
    bodyLimit: 65_536,
    async handle({ body }) {
      const { tenantId, service, key } = await redeemSetup(identity, deps, body)
      const reply = { tenant: tenantId, service: service.id, key: key.key, expires: toIso(key.expiresMs) }
      return { status: 201, body: reply }
    },
  })
}
