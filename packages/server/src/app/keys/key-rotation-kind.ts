import { z } from 'zod'
import type { RequestKind } from '../../access/index.ts'
import type { Rotation } from './rotate-keys.ts'

const input = z.discriminatedUnion('level', [
  z.strictObject({ level: z.literal('epoch'), buckets: z.enum(['standing', 'all']).optional() }),
  z.strictObject({ level: z.literal('tenant') }),
  z.strictObject({ level: z.literal('bucket'), bucket: z.int().min(1) }),
])
type Input = z.output<typeof input>

export const KEY_ROTATION = 'key-rotation'

/**
 * Renewing the keys that data is kept under (A30). It calls the provider and takes its time, so an approved one is taken up by the job; its
 * request shows what came of it.
 */
export const keyRotationKind: RequestKind<Input, Input> = {
  kind: KEY_ROTATION,
  requestAction: 'manage',
  approveAction: 'approve-change',
  emergency: true,
  bootstrap: true,
  input,
  prepare: async (_tx, _asking, asked) => asked,
  beneficiaries: () => [],
  run: async () => undefined,
}

/** What is to be renewed, of a request as it was kept. */
export function rotationOf(payload: unknown, tenant: number): Rotation {
  const asked = input.parse(payload)
  if (asked.level === 'epoch') return { level: 'epoch', buckets: asked.buckets ?? 'standing' }
  return asked.level === 'tenant' ? { level: 'tenant', tenant } : { level: 'bucket', bucket: asked.bucket }
}
