import { generateKeyPairSync, sign } from 'node:crypto'
import { AuditWriter, newProcessKey, rawPublicKey } from '../../audit/index.ts'
import {
  Authenticator,
  createKey,
  createService,
  type IdentityDeps,
  operatorCaller,
  type ServiceCaller,
  tenantIdText,
} from '../../identity/index.ts'
import type { Database, Statements } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { type AppliedPolicy, clauseOf } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { Authorities } from '../authority/authorities.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { grantKind } from '../grants/grant-kind.ts'
import { PERSON_ID } from '../principals.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { RequestKinds } from '../requests/request-kind.ts'
import { addAssignment } from '../roles/assign-role.ts'
import { assignmentKind } from '../roles/assignment-kind.ts'
import { recheckPerson, type TestPerson, testPerson } from './test-people.ts'
import { testPolicy } from './test-policy.ts'

export { testPolicy, testRoles } from './test-policy.ts'

/** For tests only: grants on a test database, its clock in the test's hand, and a small policy. */

export const LONGEST_MS = 365 * 86_400_000

export class HandClock {
  ms = Date.UTC(2026, 10, 22, 9)
  now = (): number => this.ms
}

export interface AccessScene {
  readonly clock: HandClock
  readonly identity: IdentityDeps
  readonly deps: AccessDeps
  readonly requests: RequestDeps
  readonly authenticator: Authenticator
  readonly authorities: Authorities
  readonly by: Caller
  readonly elsewhere: Caller
  /** What another server would hold. */
  otherAuthorities(): Authorities
  service(
    name: string,
    by?: Caller,
  ): Promise<{ id: string; keyId: string; key: string; caller: ServiceCaller }>
  /** Somebody on the staff who is signed in, with these roles, approved by somebody who is not there. */
  person(name: string, roles?: readonly string[], by?: Caller): Promise<TestPerson>
  entries(event: string): Promise<Entry[]>
}

export interface Entry {
  readonly actor: { readonly user: { readonly uid: string } }
  readonly status_id: number
  readonly metadata: { readonly tenant_uid?: string }
  readonly unmapped: { readonly event: string; readonly detail?: Record<string, unknown> }
}

const APPLIED: AppliedPolicy = {
  version: 1,
  digest: '',
  appliedMs: 0,
  model: testPolicy,
  numbers: { collection: {}, class: {}, field: {}, group: {}, subject: {} },
  history: { sealedSince: {}, rules: {} },
}

export async function accessScene(database: Database, owner: Statements): Promise<AccessScene> {
  const clock = new HandClock()
  const writer = testWriter(database, clock)
  const keyLifetimeEnds = (fromMs: number) => fromMs + LONGEST_MS
  const identity: IdentityDeps = {
    database,
    writer,
    clock,
    bumpAuthority,
    keyLifetimeEnds,
    clauseOf: (promised) => clauseOf(testPolicy, promised),
  }
  const policy = { load: async () => APPLIED, reload: async () => APPLIED }
  const deps: AccessDeps = { database, writer, clock, policy, grantEnds: keyLifetimeEnds }
  const authenticator = new Authenticator({ database, clock })
  const fresh = () => {
    const door = new Authenticator({ database, clock })
    return new Authorities({
      database,
      clock,
      recheck: (caller) =>
        caller.kind === 'person' ? recheckPerson(database, caller) : door.recheck(caller),
    })
  }
  const by = await makeTenant(owner, 'first')
  const authorities = fresh()
  const requests: RequestDeps = {
    ...deps,
    authorities,
    kinds: new RequestKinds().register(grantKind(deps)).register(assignmentKind(deps)),
    texts: plainTexts,
    onboarding: [],
    links: [],
    emergencyReviewEnds: (fromMs) => fromMs + 86_400_000,
  }
  return {
    clock,
    identity,
    deps,
    authenticator,
    authorities,
    requests,
    by,
    elsewhere: await makeTenant(owner, 'second'),
    otherAuthorities: fresh,
    async service(name, as = by) {
      const { id } = await createService(identity, as, { name })
      const { key, id: keyId } = await createKey(identity, as, { service: id })
      const { caller } = await authenticator.authenticate(key)
      return { id, keyId, key, caller }
    },
    async person(name, roles = [], as = by) {
      const person = await testPerson(owner, as, name, clock.now())
      await giveRoles(deps, as, person.id, roles)
      return person
    },
    entries: async (event) => (await readEntries(owner)).filter((e) => e.unmapped.event === event),
  }
}

/** As if another person had approved it. */
export async function giveRoles(
  deps: AccessDeps,
  by: Caller,
  person: string,
  roles: readonly string[],
): Promise<void> {
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    for (const role of roles) {
      const made = { requestedBy: 'operator', approvedBy: NOBODY }
      await addAssignment(tx, entries, deps, by, { principal: person, role }, made)
    }
    await bumpAuthority(tx, by.tenant)
  })
}

const NOBODY = `${PERSON_ID}_${'0'.repeat(32)}`

/** Stands for the keys: bytes go through, marked so that a test sees which were to be sealed. */
const plainTexts: RequestDeps['texts'] = {
  seal: async (_tenant, _purpose, plaintext) => Buffer.concat([Buffer.from('sealed:'), plaintext]),
  unseal: async (_tenant, _purpose, sealed) => Buffer.from(sealed.subarray(7)),
}

function testWriter(database: Database, clock: HandClock): AuditWriter {
  const pair = generateKeyPairSync('ed25519')
  const processKey = newProcessKey({
    origin: 'azukari/test',
    publicKey: rawPublicKey(pair.publicKey),
    sign: (message: Uint8Array) => sign(null, message, pair.privateKey),
  })
  const sealer = { seal: (_tenant: number, plaintext: Buffer) => plaintext }
  return new AuditWriter({
    database,
    clock,
    sealer,
    origin: 'azukari/test',
    processKey,
    promiseWithinMs: 5000,
  })
}

export async function makeTenant(owner: Statements, slug: string): Promise<Caller> {
  const id = newId()
  const text = `INSERT INTO keys.tenant (id, slug, zone, created_at_ms) VALUES ($1, $2, 'Asia/Tokyo', 0) RETURNING tenant`
  const [row] = await owner.read.query<{ tenant: number }>({ text }, [id, slug])
  if (!row) throw new Error('no tenant was made')
  return operatorCaller(row.tenant, tenantIdText(id))
}

async function readEntries(owner: Statements): Promise<Entry[]> {
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
