import { server } from '../../api/server.ts'

export interface Network {
  readonly id: string
  readonly network: string
  readonly scope: 'all' | 'staff' | 'role' | 'principal'
  readonly role: string | null
  readonly principal: string | null
  readonly made: string
  readonly approvedBy: string | null
}

export interface Device {
  readonly id: string
  readonly name: string
  readonly person: string
  readonly kind: 'passkey' | 'certificate'
  readonly state: 'waiting' | 'approved' | 'revoked'
  readonly enrolled: string
  readonly lastUsed: string | null
}

export interface NewNetwork {
  readonly network: string
  readonly scope: string
  readonly role?: string | undefined
  readonly principal?: string | undefined
  readonly reason: string
}

export const listNetworks = server.networkList
export const proposeNetwork = server.networkPropose
export const removeNetwork = server.networkRemove
export const listDevices = server.deviceList
export const revokeDevice = server.deviceRevoke
