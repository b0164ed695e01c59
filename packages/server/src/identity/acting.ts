import type { EntryDraft } from '../audit/index.ts'
import type { ClientCertificate } from '../platform/client-certificate.ts'
import type { Caller } from '../platform/route.ts'

/** A service's key or a person's session, as far as the caller it let in carries it along: what has to be asked again when authority has changed. */
export interface Credential {
  readonly key: Buffer
  /** `key_…` or `ses_…`. */
  readonly keyId: string
  /** What the connection showed, where it has to show something. */
  readonly certificate?: ClientCertificate
}

export interface ServiceCaller extends Caller {
  readonly kind: 'service'
  readonly credential: Credential
}

/** What a person's requests come with. */
export interface CallerSession {
  readonly id: string
  readonly key: Buffer
  /** `pending`: the first factor only. Such a caller may call nothing but the routes that add or take the second. */
  readonly state: 'pending' | 'full'
  /** Authentication methods used (RFC 8176). */
  readonly amr: readonly string[]
  /** Whether the person has accepted any version of the policy: before that only what it takes to accept is open (A12). */
  readonly accepted: boolean
  readonly deviceId?: string
  readonly address: string
  readonly createdMs: number
  readonly idleUntilMs: number
  readonly untilMs: number
}

export interface PersonCaller extends Caller {
  readonly kind: 'person'
  readonly credential: Credential
  readonly session: CallerSession
}

/** What a caller showed to be let in; undefined for the operator, and for who acts without a session. */
export function credentialOf(caller: Caller): Credential | undefined {
  return 'credential' in caller ? (caller as ServiceCaller | PersonCaller).credential : undefined
}

/**
 * The one name of a credential as it was shown: with another certificate it is another. Callers without one (the operator) have one name: they are asked about
 * like the others and nothing is kept apart for them.
 */
export function credentialName(caller: Caller): string {
  const credential = credentialOf(caller)
  if (credential === undefined) return caller.kind
  const { keyId, certificate } = credential
  return certificate === undefined ? keyId : `${keyId} ${certificate.fingerprint}`
}

/** The person behind a caller; undefined for services and the operator. */
export function personOf(caller: Caller): PersonCaller | undefined {
  return caller.kind === 'person' && 'session' in caller ? (caller as PersonCaller) : undefined
}

/** The machine's operator, acting on a data directory. It is no principal that grants name: whatever it may do, it does not see values. */
export function operatorCaller(tenant: number, tenantId: string): Caller {
  return { tenant, tenantId, principal: Buffer.alloc(16), principalId: 'operator', kind: 'operator' }
}

/** The part of an entry that says who and in which tenant. A person is committed to, not named. */
export function entryBy(
  by: Caller,
  people: Readonly<Record<string, Uint8Array>> = {},
): Pick<EntryDraft, 'actor' | 'tenant' | 'people'> {
  const all = by.kind === 'person' ? { ...people, staff: by.principal } : people
  return {
    actor: by.kind === 'person' ? 'person' : by.principalId,
    tenant: { tenant: by.tenant, id: by.tenantId },
    ...(Object.keys(all).length > 0 ? { people: all } : {}),
  }
}
