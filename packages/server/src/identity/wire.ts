import { z } from 'zod'
import type { ListedKey } from './keys/list-keys.ts'
import type { ListedService } from './services/list-services.ts'

/** An id of ours in a path, a query or a body. */
export const idText = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`))
/** An instant in ISO 8601, UTC. */
export const instant = z.iso.datetime()
/** Milliseconds since 1970 of an instant given, and back. */
export const toMs = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))
export const toIso = (ms: number) => new Date(ms).toISOString()
export const toIsoOrNull = (ms: number | undefined) => (ms === undefined ? null : toIso(ms))

export const pageQuery = {
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
}

/** A service as it is answered over HTTP. */
export const serviceReply = z.object({
  id: idText('svc'),
  name: z.string(),
  owner: z.string(),
  created: instant,
  disabled: instant.nullable(),
  liveKeys: z.int(),
  lastUsed: instant.nullable(),
})

export const serviceToWire = (service: ListedService): z.input<typeof serviceReply> => ({
  id: service.id,
  name: service.name,
  owner: service.owner,
  created: toIso(service.createdMs),
  disabled: toIsoOrNull(service.disabledMs),
  liveKeys: service.liveKeys,
  lastUsed: toIsoOrNull(service.lastUsedMs),
})

export const certificateHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the public key (SubjectPublicKeyInfo) of the client certificate it opens with only.')

/** A key as it is answered over HTTP: never its secret. */
export const keyReply = z.object({
  id: idText('key'),
  service: idText('svc'),
  shown: z.string(),
  state: z.enum(['live', 'expired', 'revoked']),
  created: instant,
  expires: instant,
  revoked: instant.nullable(),
  replaces: idText('key').nullable(),
  certificate: certificateHash.nullable(),
  lastUsed: instant.nullable(),
})

export const keyToWire = (key: ListedKey): z.input<typeof keyReply> => ({
  id: key.id,
  service: key.service,
  shown: key.shown,
  state: key.state,
  created: toIso(key.createdMs),
  expires: toIso(key.expiresMs),
  revoked: toIsoOrNull(key.revokedMs),
  replaces: key.replaces ?? null,
  certificate: key.certificate ?? null,
  lastUsed: toIsoOrNull(key.lastUsedMs),
})
