import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { serviceNameGeneric, serviceNameInvalid } from '../errors.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { idText, instant, toIso, toIsoOrNull, toMs } from '../wire.ts'
import { scimTokenInvalid, scimTokenNotFound } from './errors.ts'
import { createScimToken, listScimTokens, revokeScimToken } from './scim-tokens.ts'

const managePeople = { action: 'manage-people' } as const

/** Tokens by which a directory provisions people and groups. */
export function scimTokenRoutes(deps: IdentityDeps): readonly Route[] {
  return [createRoute(deps), listRoute(deps), revokeRoute(deps)]
}

const createRoute = (deps: IdentityDeps) =>
  route({
    operation: 'scim-token.create',
    method: 'POST',
    path: '/scim/tokens',
    summary: 'Make a token for a directory; it is shown once',
    access: managePeople,
    body: z.strictObject({ title: z.string().max(256), expires: instant.optional() }),
    reply: z.object({ id: idText('sct'), token: z.string(), shown: z.string(), expires: instant }),
    statuses: [201],
    errors: [serviceNameInvalid, serviceNameGeneric, scimTokenInvalid],
    async handle({ caller, body }) {
      const made = await createScimToken(deps, caller, { title: body.title, expiresMs: toMs(body.expires) })
      const { id, token, shown, expiresMs } = made
      return { status: 201, body: { id, token, shown, expires: toIso(expiresMs) } }
    },
  })

const listRoute = (deps: IdentityDeps) =>
  route({
    operation: 'scim-token.list',
    method: 'GET',
    path: '/scim/tokens',
    summary: 'List tokens by what people tell them apart by',
    access: managePeople,
    reply: z.object({
      items: z.array(
        z.object({
          id: idText('sct'),
          title: z.string(),
          shown: z.string(),
          created: instant,
          expires: instant,
          revoked: instant.nullable(),
          lastUsed: instant.nullable(),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle({ caller }) {
      const items = await listScimTokens(deps.database.of(caller.tenant).read, caller.tenant)
      return {
        status: 200,
        body: {
          items: items.map(({ id, title, shown, createdMs, expiresMs, revokedMs, lastUsedMs }) => ({
            id,
            title,
            shown,
            created: toIso(createdMs),
            expires: toIso(expiresMs),
            revoked: toIsoOrNull(revokedMs ?? undefined),
            lastUsed: toIsoOrNull(lastUsedMs ?? undefined),
          })),
        },
      }
    },
  })

const revokeRoute = (deps: IdentityDeps) =>
  route({
    operation: 'scim-token.revoke',
    method: 'POST',
    path: '/scim/tokens/{token}/revoke',
    summary: 'End a token now',
    access: managePeople,
    params: z.strictObject({ token: idText('sct') }),
    reply: z.object({ id: idText('sct'), revoked: instant }),
    statuses: [200],
    errors: [scimTokenNotFound],
    async handle({ caller, params }) {
      const revokedMs = await revokeScimToken(deps, caller, params.token)
      return { status: 200, body: { id: params.token, revoked: toIso(revokedMs) } }
    },
  })
