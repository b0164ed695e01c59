import { server } from '../../api/server.ts'

export interface Service {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly created: string
  readonly disabled: string | null
  readonly liveKeys: number
  readonly lastUsed: string | null
}

export interface Key {
  readonly id: string
  readonly service: string
  readonly shown: string
  readonly state: 'live' | 'expired' | 'revoked'
  readonly expires: string
  readonly lastUsed: string | null
  /** SHA-256 of the public key of the certificate it is bound to, hex. */
  readonly certificate: string | null
}

export interface NewKey {
  readonly id: string
  readonly key: string
  readonly expires: string
}

export const listServices = server.serviceList
export const createService = server.serviceCreate
export const disableService = server.serviceDisable
export const listKeys = server.keyList
export const createKey = server.keyCreate
export const rotateKey = server.keyRotate
export const bindKey = server.keyBind
export const revokeKey = server.keyRevoke
