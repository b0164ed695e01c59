import { generateKeyPairSync, sign } from 'node:crypto'
import { HandClock } from '../../../test/hand-clock.ts'
import { AuditWriter, newProcessKey, rawPublicKey } from '../../audit/index.ts'
import type { Database, Statements } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { operatorCaller } from '../acting.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { Authenticator, type AuthenticatorOptions } from '../keys/authenticate.ts'
import { createKey } from '../keys/create-key.ts'
import { createService } from '../services/create-service.ts'
import { tenantIdText } from '../tenant-id.ts'

/** For tests only: a room on a test database, its clock in the test's hand. */

export const DAY_MS = 86_400_000
export const LONGEST_MS = 365 * DAY_MS

export function testWriter(database: Database, clock: HandClock): AuditWriter {
  const pair = generateKeyPairSync('ed25519')
  const signer = {
    origin: 'azukari/test',
    publicKey: rawPublicKey(pair.publicKey),
    sign: (message: Uint8Array) => sign(null, message, pair.privateKey),
  }
  return new AuditWriter({
    database,
    clock,
    sealer: { seal: (_tenant, plaintext) => plaintext },
    origin: signer.origin,
    processKey: newProcessKey(signer),
    promiseWithinMs: 5000,
  })
}

export interface IdentityScene {
  readonly clock: HandClock
  readonly deps: IdentityDeps
  /** The operator in each of two tenants. */
  readonly by: Caller
  readonly elsewhere: Caller
  authenticator(more?: Partial<AuthenticatorOptions>): Authenticator
  /** A service with a key. */
  service(name: string, by?: Caller): Promise<{ id: string; key: string; keyId: string }>
  /** The entries waiting for the sequencer, in no special order. */
  entries(): Promise<Entry[]>
  generation(tenant?: number): Promise<number>
}

export interface Entry {
  readonly actor: { readonly user: { readonly uid: string } }
  readonly status_id: number
  readonly metadata: { readonly tenant_uid?: string }
  readonly unmapped: {
    readonly event: string
    readonly detail?: Record<string, unknown>
    readonly commitments?: Record<string, string>
  }
}

export async function identityScene(database: Database, owner: Statements): Promise<IdentityScene> {
  const clock = new HandClock(Date.UTC(2026, 10, 22, 9))
  const deps: IdentityDeps = {
    database,
    clock,
    writer: testWriter(database, clock),
    bumpAuthority: async (tx, tenant) => {
      const text = `INSERT INTO access.authority AS a VALUES ($1, 1) ON CONFLICT (tenant) DO UPDATE SET generation = a.generation + 1`
      await tx.query({ text }, [tenant])
    },
    keyLifetimeEnds: (fromMs) => fromMs + LONGEST_MS,
    clauseOf: (promised) => `clause-of-${promised}`,
  }
  const by = await makeTenant(owner, 'first')
  const elsewhere = await makeTenant(owner, 'second')
  return {
    clock,
    deps,
    by,
    elsewhere,
    authenticator: (more) => new Authenticator({ database, clock, ...more }),
    async service(name, as = by) {
      const { id } = await createService(deps, as, { name })
      const { key, id: keyId } = await createKey(deps, as, { service: id })
      return { id, key, keyId }
    },
    entries: () => readEntries(owner),
    async generation(tenant = by.tenant) {
      const text = 'SELECT generation FROM access.authority WHERE tenant = $1'
      const [row] = await owner.read.query<{ generation: number }>({ text }, [tenant])
      return row?.generation ?? 0
    },
  }
}

export async function makeTenant(owner: Statements, slug: string): Promise<Caller> {
  const id = newId()
  const [row] = await owner.read.query<{ tenant: number }>(
    {
      text: `INSERT INTO keys.tenant (id, slug, zone, created_at_ms) VALUES ($1, $2, 'Asia/Tokyo', 0) RETURNING tenant`,
    },
    [id, slug],
  )
  if (!row) throw new Error('no tenant was made')
  return operatorCaller(row.tenant, tenantIdText(id))
}

export async function readEntries(owner: Statements): Promise<Entry[]> {
  const rows = await owner.read.query<{ entries: Buffer }>({ text: 'SELECT entries FROM audit.pending' })
  return rows.flatMap(({ entries }) => {
    const parsed: Entry[] = []
    for (let at = 0; at < entries.length; ) {
      const length = entries.readUInt16BE(at)
      parsed.push(JSON.parse(entries.subarray(at + 2, at + 2 + length).toString('utf8')) as Entry)
      at += 2 + length
    }
    return parsed
  })
}
