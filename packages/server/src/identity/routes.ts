import { z } from 'zod'
import { malformedId } from '../platform/ids.ts'
import { type Route, route } from '../platform/route.ts'
import { serviceNameGeneric, serviceNameInvalid, serviceNameTaken, serviceNotFound } from './errors.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { keyRoutes } from './keys/key-routes.ts'
import { createService } from './services/create-service.ts'
import { disableService } from './services/disable-service.ts'
import { listServices } from './services/list-services.ts'
import { idText, instant, pageQuery, serviceReply, serviceToWire, toIso } from './wire.ts'

const manage = { action: 'manage' } as const

/** Services and their keys, for whoever holds the grant `manage`. */
export function identityRoutes(deps: IdentityDeps): readonly Route[] {
  return [...serviceRoutes(deps), ...keyRoutes(deps)]
}

function serviceRoutes(deps: IdentityDeps): readonly Route[] {
  return [
    route({
      operation: 'service.create',
      method: 'POST',
      path: '/services',
      summary: 'Make a service: a principal without a key and without a grant',
      access: manage,
      body: z.strictObject({ name: z.string().max(256) }),
      reply: z.object({ id: idText('svc'), name: z.string() }),
      statuses: [201],
      errors: [serviceNameInvalid, serviceNameGeneric, serviceNameTaken],
      async handle({ caller, body }) {
        const { id, name } = await createService(deps, caller, body)
        return { status: 201, body: { id, name } }
      },
    }),
    route({
      operation: 'service.list',
      method: 'GET',
      path: '/services',
      summary: 'List services and when each was last used',
      access: manage,
      query: z.strictObject(pageQuery),
      reply: z.object({ services: z.array(serviceReply) }),
      statuses: [200],
      errors: [malformedId],
      async handle({ caller, query }) {
        const services = await listServices(
          deps.database.of(caller.tenant).read,
          caller.tenant,
          deps.clock.now(),
          query,
        )
        return { status: 200, body: { services: services.map(serviceToWire) } }
      },
    }),
    route({
      operation: 'service.disable',
      method: 'POST',
      path: '/services/{service}/disable',
      summary: 'End a service and all its keys, for good',
      access: manage,
      params: z.strictObject({ service: idText('svc') }),
      reply: z.object({ id: idText('svc'), disabled: instant, keysRevoked: z.int() }),
      statuses: [200],
      errors: [serviceNotFound],
      async handle({ caller, params }) {
        const { id, disabledMs, keysRevoked } = await disableService(deps, caller, params.service)
        return { status: 200, body: { id, disabled: toIso(disabledMs), keysRevoked } }
      },
    }),
  ]
}
