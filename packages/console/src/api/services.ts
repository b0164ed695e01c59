import type { GrantCreateBody, KeyCreateReply } from '@azukari/sdk'
import { server } from './server.ts'

export interface FirstService {
  readonly name: string
  readonly grants: readonly Omit<GrantCreateBody, 'principal'>[]
}

/** A service, what it may do, and its key, which is in this answer and never again. */
export async function makeService({ name, grants }: FirstService): Promise<KeyCreateReply> {
  const service = await server.serviceCreate({ body: { name } })
  for (const grant of grants) await server.grantCreate({ body: { principal: service.id, ...grant } })
  return await server.keyCreate({ service: service.id, body: {} })
}
