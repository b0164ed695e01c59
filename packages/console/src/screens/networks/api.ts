import { operation, type Page } from '../../api/server.ts'

export interface Network {
  readonly id: string
  readonly network: string
  readonly scope: 'all' | 'staff' | 'role' | 'principal'
  readonly role: string | null
  readonly principal: string | null
  readonly made: string
  readonly approved_by: string | null
}

export interface Device {
  readonly id: string
  readonly name: string
  readonly person: string
  readonly state: 'waiting' | 'approved' | 'revoked'
  readonly enrolled: string
  readonly last_used: string | null
}

export interface NewNetwork {
  readonly network: string
  readonly scope: string
  readonly role?: string
  readonly principal?: string
  readonly reason: string
}

type None = Record<never, never>

export const listNetworks = operation<None, Page<Network>>('GET', '/networks')
export const proposeNetwork = operation<{ body: NewNetwork }, { id: string; state: string }>(
  'POST',
  '/networks',
)
export const removeNetwork = operation<
  { network: string; body: { reason: string } },
  { id: string; state: string }
>('POST', '/networks/{network}/remove')
export const listDevices = operation<{ after?: string }, Page<Device>>('GET', '/devices', {
  query: ['after'],
})
export const revokeDevice = operation<{ device: string }, unknown>('POST', '/devices/{device}/revoke')
