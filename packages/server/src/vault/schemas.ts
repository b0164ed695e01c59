import { z } from 'zod'
import type { FieldValue } from './fields/field-values.ts'

export const recordParams = z.object({
  collection: z.string().min(1).max(100),
  id: z.string().min(1).max(1024),
})

export const version = z.int().min(1)

/** `cas_…`: a person names the case in which they look. */
export const caseName = z
  .string()
  .regex(/^cas_[0-9a-f]{32}$/)
  .optional()

/** A field's value as it comes: its type is checked against the policy, not here. */
const fieldValue = z.unknown() as unknown as z.ZodType<FieldValue>

export const givenEvent = z.strictObject({ event: z.string().max(100), at: z.string().max(40) })

export const putBody = z.strictObject({
  fields: z.record(z.string(), fieldValue),
  events: z.array(givenEvent).max(50).optional(),
  /** merge keeps the fields that are not named. */
  mode: z.enum(['replace', 'merge']).optional(),
})

export const eventTimes = z.record(z.string(), z.iso.datetime())

const hex32 = z.string().regex(/^[0-9a-f]{32}$/)
const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

/** The signed commitment to log an entry; `@azukari/proof` verifies it offline. */
export const logPromise = z.object({
  v: z.literal(1),
  origin: z.string(),
  leaf: hex64,
  lane: hex32,
  batch: z.int(),
  count: z.int(),
  pos: z.int(),
  path: z.array(hex64),
  prev: hex64,
  due: z.int(),
  key: hex64,
  sig: z.string(),
})
