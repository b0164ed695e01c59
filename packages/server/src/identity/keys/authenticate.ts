import { Batcher } from '../../platform/batcher.ts'
import { BoundedCache } from '../../platform/bounded-cache.ts'
import type { ClientCertificate, Connection } from '../../platform/client-certificate.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import type { AzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { credentialOf, personOf, type ServiceCaller } from '../acting.ts'
import { keyExpired, keyMissing, keyRevoked, keyUnknown } from '../errors.ts'
import { keyId, serviceId } from '../services/find-service.ts'
import { recheckSession } from '../sessions/session-row.ts'
import { tenantIdText } from '../tenant-id.ts'
import { requireCertificate } from './client-certificate.ts'
import { KeyUses } from './key-uses.ts'
import type { KeyState } from './list-keys.ts'
import { type FoundKey, type KeyRef, keyEndsMs, keyState, keysByHash, keysById } from './look-up-keys.ts'
import { serviceKeyHash } from './service-key.ts'

export interface Authenticated {
  readonly caller: ServiceCaller
  readonly keyId: string
  readonly expiresMs: number
}

export interface AuthenticatorOptions {
  readonly database: Database
  readonly clock: Clock
  /** For how long a look-up is believed, in milliseconds. */
  readonly ttlMs?: number
  /** How many keys are remembered; as many wrong ones again, apart, so that a flood of those drives no good one out. */
  readonly remembered?: number
  readonly elapsed?: () => number
}

interface Live extends Authenticated {
  readonly found: FoundKey
}

/**
 * Tells who holds a key. A look-up is believed for a few seconds, which is no hole: what such a caller may do is decided with the tenant's
 * authority, whose generation a revocation raises in its own transaction, and whoever acts under an older generation asks `recheck` first.
 * Expiry is judged at every call.
 */
export class Authenticator {
  readonly #clock: Clock
  readonly #database: Database
  readonly #live: BoundedCache<string, Live>
  readonly #dead: BoundedCache<string, KeyState | 'unknown'>
  readonly #flying = new Map<string, Promise<Live>>()
  readonly #byHash: Batcher<Buffer, FoundKey | undefined>
  readonly #byId: Batcher<KeyRef, FoundKey | undefined>
  readonly #uses: KeyUses

  constructor({ database, clock, ttlMs = 5000, remembered = 10_000, elapsed }: AuthenticatorOptions) {
    const cache = { max: remembered, ttlMs, ...(elapsed ? { elapsed } : {}) }
    this.#clock = clock
    this.#database = database
    this.#live = new BoundedCache(cache)
    this.#dead = new BoundedCache(cache)
    this.#uses = new KeyUses(database)
    // One connection at most, however many keys nobody knows are tried: they share statements, and beyond a queue they are turned away.
    const shared = { slots: 1, sizeOf: () => 1, keysOf: () => [], retryAlone: () => false, maxWaiting: 2000 }
    this.#byHash = new Batcher({ ...shared, run: (hashes) => keysByHash(database.across.read, hashes) })
    this.#byId = new Batcher({ ...shared, run: (refs) => keysById(database.across.read, refs) })
  }

  /**
   * @param text the key, undefined when the request has none
   * @param connection what the request came by; asked only for a key that is bound to a client certificate
   * @throws key_missing, key_malformed, key_unknown, key_expired, key_revoked, certificate_needed (all 401); overloaded
   */
  authenticate(text: string | undefined, connection?: Connection): Authenticated | Promise<Authenticated> {
    if (text === undefined) {
      throw keyMissing('the request has no key', { fix: 'send it as Authorization: Bearer azk_…' })
    }
    const hash = serviceKeyHash(text)
    const name = hash.toString('latin1')
    const live = this.#live.get(name)
    if (live !== undefined) return this.#shown(this.#judge(name, live), connection)
    const dead = this.#dead.get(name)
    if (dead !== undefined) throw refusal(dead)
    let flying = this.#flying.get(name)
    if (flying === undefined) {
      flying = this.#lookUp(name, hash).finally(() => this.#flying.delete(name))
      this.#flying.set(name, flying)
    }
    // Whoever waits for the same look-up came by another connection.
    return flying.then((found) => this.#shown(found, connection))
  }

  /**
   * Asks the database, now, whether what let a caller in still would. The answer is at least as new as this call.
   * @returns the instant at which it stops doing so by itself, unless it is revoked before
   * @throws key_unknown, key_expired, key_revoked, session_over, certificate_needed
   */
  async recheck(caller: Caller): Promise<number> {
    // Whoever can be the operator has the data directory in hand; there is nothing to revoke.
    if (caller.kind === 'operator') return Number.POSITIVE_INFINITY
    const person = personOf(caller)
    if (person !== undefined)
      return recheckSession(this.#database.of(caller.tenant).read, person, this.#clock.now())
    const credential = credentialOf(caller)
    if (credential === undefined)
      throw keyMissing('the caller carries no credential that could be asked again')
    const found = await this.#byId.submit({ tenant: caller.tenant, key: credential.key })
    const state = keyState(found, this.#clock.now())
    if (found && state === 'live') return this.#stillShown(found, credential.certificate)
    if (found) this.#bury(found.hash.toString('latin1'), state)
    throw refusal(state)
  }

  /** Writes down when keys were last used. */
  flushUses(): Promise<void> {
    return this.#uses.flush()
  }

  async #lookUp(name: string, hash: Buffer): Promise<Live> {
    const found = await this.#byHash.submit(hash)
    if (found === undefined) {
      this.#bury(name, 'unknown')
      throw refusal('unknown')
    }
    const live = liveKey(found)
    const judged = this.#judge(name, live)
    this.#live.set(name, live)
    return judged
  }

  #judge(name: string, live: Live): Live {
    const nowMs = this.#clock.now()
    const state = keyState(live.found, nowMs)
    if (state !== 'live') {
      this.#bury(name, state)
      throw refusal(state)
    }
    this.#uses.note(live.found.tenant, live.found.id, live.keyId, live.found.last_used_ms, nowMs)
    return live
  }

  /** The caller of this connection. For a key that is bound to nothing, as nearly all are, that is everybody's. */
  #shown(live: Live, connection: Connection | undefined): Authenticated {
    const { certificate: bound } = live.found
    if (bound === null) return live
    const certificate = requireCertificate(bound, connection?.certificate, this.#clock.now())
    const credential = { ...live.caller.credential, certificate }
    return { ...live, caller: { ...live.caller, credential } }
  }

  /** Until when a live key opens for who showed this certificate: it may have been bound, or bound to another one, since. */
  #stillShown(found: FoundKey, certificate: ClientCertificate | undefined): number {
    const endsMs = keyEndsMs(found)
    if (found.certificate === null) return endsMs
    try {
      return Math.min(endsMs, requireCertificate(found.certificate, certificate, this.#clock.now()).untilMs)
    } catch (error) {
      this.#live.delete(found.hash.toString('latin1'))
      throw error
    }
  }

  #bury(name: string, state: KeyState | 'unknown'): void {
    this.#live.delete(name)
    this.#dead.set(name, state)
  }
}

function liveKey(found: FoundKey): Live {
  const id = keyId(found.id)
  const endsMs = keyEndsMs(found)
  const caller: ServiceCaller = {
    tenant: found.tenant,
    tenantId: tenantIdText(found.tenant_id),
    principal: found.service,
    principalId: serviceId(found.service),
    kind: 'service',
    credential: { key: found.id, keyId: id },
  }
  return { caller, keyId: id, expiresMs: endsMs, found }
}

// The same few statements run for a key that never was and one that was revoked; the answers differ because only its holder can get the second.
function refusal(state: KeyState | 'unknown'): AzukariError {
  const fix = 'ask whoever answers for this service for a new key'
  if (state === 'expired') return keyExpired('the key is past its end', { fix })
  if (state === 'revoked') return keyRevoked('the key, or the service it belongs to, was ended', { fix })
  return keyUnknown('no service has this key', { fix })
}
