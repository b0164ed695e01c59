import { z } from 'zod'
import { type Action, COLLECTION_ACTIONS, TENANT_ACTIONS } from './actions.ts'
import type { ListedGrant } from './list-grants.ts'

export const idText = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`))
/** A service or a person. */
export const principalId = z.string().regex(/^(?:svc|per)_[0-9a-f]{32}$/)
export const instant = z.iso.datetime()
export const toMs = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))
export const toIso = (ms: number) => new Date(ms).toISOString()

/** A name that the policy gives. Whether it does is for the operation to say. */
export const policyName = z.string().min(1).max(128)
export const actionName = z.enum<readonly Action[]>([...COLLECTION_ACTIONS, ...TENANT_ACTIONS])

export const scopeBody = {
  action: actionName,
  collection: policyName.optional(),
  fields: z.array(policyName).max(500).optional(),
  classes: z.array(policyName).max(100).optional(),
  purpose: policyName.optional(),
  masked: z.boolean().optional(),
}

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
  made_by: z.string(),
  made: instant,
  approved_by: z.string().nullable(),
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
  made_by: grant.madeBy,
  made: toIso(grant.madeMs),
  approved_by: grant.approvedBy ?? null,
  request: grant.request ?? null,
  revoked: grant.revokedMs === undefined ? null : toIso(grant.revokedMs),
})
