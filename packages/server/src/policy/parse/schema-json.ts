import { z } from 'zod'
import { policyDocument } from './document.ts'

/** The published JSON Schema (draft 2020-12) of policy.yaml, as the text of policies/schema.json. */
export function schemaJson(): string {
  const schema = z.toJSONSchema(policyDocument, { target: 'draft-2020-12', io: 'input' })
  return `${JSON.stringify({ ...schema, title: 'Azukari policy' }, null, 2)}\n`
}
