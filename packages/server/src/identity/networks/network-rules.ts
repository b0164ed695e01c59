import type { Database, Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { ClauseOf } from '../../policy/index.ts'
import { NetworkSet } from './cidr.ts'
import { networkRefused, networksUnknown } from './network-errors.ts'

export type NetworkScope = 'all' | 'staff' | 'role' | 'principal'

export interface NetworkRow {
  readonly tenant: number
  readonly id: Buffer
  readonly network: string
  readonly scope: NetworkScope
  readonly role: string | null
  readonly principal: Buffer | null
}

/** The lists of one tenant. A list that is not there restricts nobody; one that is restricts everybody it is about. */
export interface TenantNetworks {
  readonly all: NetworkSet | undefined
  readonly staff: NetworkSet | undefined
  readonly roles: ReadonlyMap<string, NetworkSet>
  /** By the principal's id in hex. */
  readonly principals: ReadonlyMap<string, NetworkSet>
}

interface Loaded {
  readonly atMs: number
  readonly tenants: ReadonlyMap<number, TenantNetworks>
  /** Before anybody is known: undefined as long as one tenant lets everybody knock. */
  readonly anyone: NetworkSet | undefined
}

export interface NetworkRulesOptions {
  readonly database: Database
  /** Roles in force of a caller; asked only where a list is for a role. */
  readonly rolesOf: (caller: Caller) => Promise<readonly string[]>
  /** The clause of the policy in force that an error names. */
  readonly clauseOf: ClauseOf
  /** Milliseconds that never run backwards. */
  readonly elapsed?: () => number
}

/** From here on the next look is under way while requests go on … */
const REFRESH_MS = 200
/** … and from here on they wait for it: a change is in force on every server by then. */
const STALE_MS = 800

/**
 * Who is let in, by address. The lists of all tenants are held; looking an address up asks nobody. When they cannot be read, nobody is let in on
 * what they were some time ago.
 */
export class NetworkRules {
  readonly #options: NetworkRulesOptions
  readonly #elapsed: () => number
  #loaded: Loaded | undefined
  #loading: Promise<Loaded> | undefined

  constructor(options: NetworkRulesOptions) {
    this.#options = options
    this.#elapsed = options.elapsed ?? (() => performance.now())
  }

  /** Before anybody is asked who they are. Throws `network_refused` (403), `networks_unknown` (503). A promise only when it has to look. */
  knock(address: string): undefined | Promise<void> {
    const now = this.#current()
    if (now instanceof Promise) return now.then((loaded) => this.#knockAt(loaded, address))
    return this.#knockAt(now, address)
  }

  /** As soon as it is known who calls. Throws as `knock` does. */
  enter(caller: Caller, address: string): undefined | Promise<void> {
    // Whoever is the operator has the data directory in hand and came over no network.
    if (caller.kind === 'operator') return undefined
    const now = this.#current()
    if (now instanceof Promise) return now.then((loaded) => this.#enterAt(loaded, caller, address))
    return this.#enterAt(now, caller, address)
  }

  #knockAt({ anyone }: Loaded, address: string): undefined {
    if (anyone !== undefined && !anyone.has(address)) throw this.#refused('all')
  }

  #enterAt({ tenants }: Loaded, caller: Caller, address: string): undefined | Promise<void> {
    const rules = tenants.get(caller.tenant)
    if (rules === undefined) return undefined
    if (rules.roles.size === 0) return this.#enterWith(rules, caller, [], address)
    return this.#options.rolesOf(caller).then((roles) => this.#enterWith(rules, caller, roles, address))
  }

  #enterWith(rules: TenantNetworks, caller: Caller, roles: readonly string[], address: string): undefined {
    const missed = firstMiss(rules, caller, roles, address)
    if (missed !== undefined) throw this.#refused(missed)
  }

  #refused(scope: NetworkScope) {
    return networkRefused('the address is not on the list', {
      fix: 'ask whoever looks after the networks here, or use one that is on the list',
      extra: { clause: this.#options.clauseOf('networks'), scope },
    })
  }

  /** After a change by this process: the next look sees it. */
  forget(): void {
    this.#loaded = undefined
  }

  #current(): Loaded | Promise<Loaded> {
    const loaded = this.#loaded
    const age = loaded === undefined ? Number.POSITIVE_INFINITY : this.#elapsed() - loaded.atMs
    if (loaded !== undefined && age < REFRESH_MS) return loaded
    const loading = this.#load()
    if (loaded === undefined || age >= STALE_MS) return loading
    // What fails is seen by those who have to wait.
    loading.catch(() => {})
    return loaded
  }

  #load(): Promise<Loaded> {
    this.#loading ??= readNetworks(this.#options.database.across.read, this.#elapsed())
      .then((loaded) => {
        this.#loaded = loaded
        return loaded
      })
      .catch((cause: unknown) => {
        throw networksUnknown('the lists of networks could not be read', { cause })
      })
      .finally(() => {
        this.#loading = undefined
      })
    return this.#loading
  }
}

/** The first list that an address is not on; undefined when the caller may enter. Every list that is about the caller counts. */
export function firstMiss(
  rules: TenantNetworks,
  caller: Pick<Caller, 'kind' | 'principal'>,
  roles: readonly string[],
  address: string,
): NetworkScope | undefined {
  const outside = (set: NetworkSet | undefined) => set !== undefined && !set.has(address)
  if (outside(rules.all)) return 'all'
  if (caller.kind === 'person' && outside(rules.staff)) return 'staff'
  if (outside(rules.principals.get(caller.principal.toString('hex')))) return 'principal'
  return roles.some((role) => outside(rules.roles.get(role))) ? 'role' : undefined
}

export const NETWORK_ID = 'net'
export const networkId = (id: Uint8Array) => formatId(NETWORK_ID, id)

async function readNetworks(sql: Sql, atMs: number): Promise<Loaded> {
  const rows = await sql.query<NetworkRow & { tenant: number; id: Buffer | null }>({
    name: 'identity-networks',
    text: `SELECT t.tenant, n.id, n.network, n.scope, n.role, n.principal FROM keys.tenant t
           LEFT JOIN identity.network n ON n.tenant = t.tenant AND n.removed_ms IS NULL WHERE t.state = 'live'`,
  })
  const byTenant = new Map<number, NetworkRow[]>()
  for (const row of rows) {
    const list = byTenant.get(row.tenant) ?? []
    if (row.id !== null) list.push(row)
    byTenant.set(row.tenant, list)
  }
  const open = [...byTenant.values()].some((list) => !list.some((row) => row.scope === 'all'))
  const everybody = rows.filter((row) => row.scope === 'all').map((row) => row.network)
  return {
    atMs,
    tenants: new Map([...byTenant].map(([tenant, list]) => [tenant, networksOf(list)])),
    anyone: open || everybody.length === 0 ? undefined : new NetworkSet(everybody),
  }
}

/** The lists of one tenant out of its rows. */
export function networksOf(rows: readonly NetworkRow[]): TenantNetworks {
  const setOf = (list: readonly NetworkRow[]) =>
    list.length === 0 ? undefined : new NetworkSet(list.map((row) => row.network))
  const by = (keyOf: (row: NetworkRow) => string | undefined) => {
    const groups = new Map<string, NetworkRow[]>()
    for (const row of rows) {
      const key = keyOf(row)
      if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), row])
    }
    return new Map([...groups].map(([key, list]) => [key, new NetworkSet(list.map((row) => row.network))]))
  }
  return {
    all: setOf(rows.filter((row) => row.scope === 'all')),
    staff: setOf(rows.filter((row) => row.scope === 'staff')),
    roles: by((row) => row.role ?? undefined),
    principals: by((row) => row.principal?.toString('hex')),
  }
}
