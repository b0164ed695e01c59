import { z } from 'zod'
import { type Action, COLLECTION_ACTIONS, TENANT_ACTIONS } from '../policy/index.ts'

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
