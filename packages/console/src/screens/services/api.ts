import { operation } from '../../api/server.ts'

export interface Service {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly created: string
  readonly disabled: string | null
  readonly live_keys: number
  readonly last_used: string | null
}

export interface Key {
  readonly id: string
  readonly service: string
  readonly shown: string
  readonly state: 'live' | 'expired' | 'revoked'
  readonly expires: string
  readonly last_used: string | null
}

export interface NewKey {
  readonly id: string
  readonly key: string
  readonly expires: string
}

type None = Record<never, never>

export const listServices = operation<
  { after?: string; limit?: number },
  { readonly services: readonly Service[] }
>('GET', '/services', { query: ['after', 'limit'] })
export const createService = operation<{ body: { name: string } }, { id: string; name: string }>(
  'POST',
  '/services',
)
export const disableService = operation<{ service: string }, unknown>('POST', '/services/{service}/disable')
export const listKeys = operation<{ service: string; limit?: number }, { readonly keys: readonly Key[] }>(
  'GET',
  '/keys',
  {
    query: ['service', 'limit'],
  },
)
export const createKey = operation<{ service: string; body: None }, NewKey>(
  'POST',
  '/services/{service}/keys',
)
export const rotateKey = operation<{ key: string; body: None }, NewKey>('POST', '/keys/{key}/rotate')
export const revokeKey = operation<{ key: string }, unknown>('POST', '/keys/{key}/revoke')
