import { z } from 'zod'
import { idText, instant, principalId, toIso } from '../wire.ts'
import type { ListedGrant } from './list-grants.ts'

/** A grant as it is answered over HTTP. */
export const grantReply = z.object({
  id: idText('grt'),
  principal: principalId,
  action: z.string(),
  collection: z.string().nullable(),
  fields: z.array(z.string()),
  purpose: z.string().nullable(),
  masked: z.boolean(),
  from: instant,
  until: instant,
  state: z.enum(['live', 'not-begun', 'ended', 'revoked']),
  madeBy: z.string(),
  made: instant,
  approvedBy: z.string().nullable(),
  request: idText('req').nullable(),
  revoked: instant.nullable(),
})

export const grantToWire = (grant: ListedGrant): z.input<typeof grantReply> => ({
  id: grant.id,
  principal: grant.principal,
  action: grant.action,
  collection: grant.collection,
  fields: [...grant.fields],
  purpose: grant.purpose,
  masked: grant.masked,
  from: toIso(grant.fromMs),
  until: toIso(grant.untilMs),
  state: grant.state,
  madeBy: grant.madeBy,
  made: toIso(grant.madeMs),
  approvedBy: grant.approvedBy ?? null,
  request: grant.request ?? null,
  revoked: grant.revokedMs === undefined ? null : toIso(grant.revokedMs),
})
