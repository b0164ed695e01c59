import type { Route } from '../../platform/route.ts'
import { route } from '../../platform/route.ts'
import { type DocumentInfo, openapiDocument } from './openapi.ts'

/** GET /v1/openapi.json: made from the routes, itself included, the first time it is asked for. */
export function openapiRoute(routes: readonly Route[], info: DocumentInfo): Route {
  let document: Uint8Array | undefined
  const self: Route = route({
    operation: 'openapi',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description of the interface',
    access: 'public',
    replyType: 'application/json',
    statuses: [200],
    errors: [],
    handle: async () => {
      document ??= Buffer.from(JSON.stringify(openapiDocument([...routes, self], info)))
      return { status: 200, bytes: document, headers: { 'content-type': 'application/json' } }
    },
  })
  return self
}
