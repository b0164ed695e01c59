import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type AccessDeps,
  bumpAuthority,
  type CreatedGrant,
  createGrant,
  type GrantScope,
} from '../src/access/index.ts'
import { type LogSigner, type ReadEntry, rawPublicKey } from '../src/audit/index.ts'
import {
  Authenticator,
  createKey,
  createService,
  type IdentityDeps,
  operatorCaller,
  tenantIdText,
} from '../src/identity/index.ts'
import { createFileRoot, FileProvider, initialiseKeys } from '../src/keys/index.ts'
import type { Clock } from '../src/platform/clock.ts'
import type { Database, Statements } from '../src/platform/db.ts'
import type { Caller } from '../src/platform/route.ts'
import {
  applyProposal,
  type LoadedPolicy,
  NOTHING_STORED,
  type PolicyModel,
  planPolicy,
  proposePolicy,
} from '../src/policy/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { HandClock } from './hand-clock.ts'
import { ENVIRONMENT, openProcess, type Process } from './process.ts'
import { policyOf, SMALL } from './small-policy.ts'
import { insertEnvironment, readEntries, setDatabaseTime, setLogTime } from './world-database.ts'

export type { Process } from './process.ts'

export const NOON = Date.UTC(2026, 10, 22, 12)
export const HOUR = 3_600_000
export const DAY = 86_400_000
const LONGEST = 3650 * DAY

/** The operator of a tenant: makes services and grants there. */
export interface World extends Omit<Process, 'clock'> {
  readonly db: TestDatabase
  readonly clock: HandClock
  readonly identity: IdentityDeps
  readonly access: AccessDeps
  /** Operators of two tenants in Tokyo. */
  readonly first: Caller
  readonly second: Caller
  tenant(slug: string, zone?: string): Promise<Caller>
  /** A service with a key and these grants. */
  service(grants: readonly GrantScope[], by?: Caller): Promise<Caller>
  grant(to: Caller, scope: GrantScope): Promise<CreatedGrant>
  /** Another program; `database` in place of all its pools but the keys', `clock` in place of the world's. */
  process(more?: { database?: Database; clock?: Clock }): Process
  /** Puts a version in force, as two people would. Everything risky in it is accepted. */
  apply(policy: LoadedPolicy | string): Promise<void>
  /** Moves the process clock and the database's. */
  setTime(ms: number): Promise<void>
  setDatabaseTime(ms: number): Promise<void>
  /** Writes down that a checkpoint was signed then. */
  setLogTime(ms: number): Promise<void>
  /** What the log holds so far, or of one kind of it. */
  entries(event?: string): Promise<ReadEntry[]>
  count(table: string, where?: string): Promise<number>
}

/** Rooms from the log up to the vault on a fresh database, with the small policy or another in force. All clocks stand at `NOON`. */
export async function world(t: TestContext, policy: LoadedPolicy | string = SMALL): Promise<World> {
  const db = await testDatabase(t)
  const clock = new HandClock(NOON)
  const place = { directory: join(await temporary(t), 'keys'), environment: ENVIRONMENT }
  await createFileRoot(place)
  const signer = testSigner()
  await insertEnvironment(db.owner, ENVIRONMENT, NOON)
  await setDatabaseTime(db.owner, NOON)

  const process: World['process'] = ({ database = db.app, clock: own = clock } = {}) =>
    openProcess(t, db, database, own, new FileProvider(place), signer)
  const main = process()
  await initialiseKeys(main.keyring.deps)
  const { writer, policy: inForce } = main
  const common = { database: db.app, writer, clock }
  const lasting = (fromMs: number) => fromMs + LONGEST
  const identity: IdentityDeps = {
    ...common,
    bumpAuthority,
    keyLifetimeEnds: lasting,
    clauseOf: inForce.clauseOf,
  }
  const access: AccessDeps = { ...common, policy: inForce, grantEnds: lasting }
  const apply: World['apply'] = (given) =>
    putInForce(main, db.app, typeof given === 'string' ? policyOf(given) : given)
  const tenant: World['tenant'] = (slug, zone = 'Asia/Tokyo') => makeTenant(main, db.app, slug, zone)
  await apply(policy)
  await inForce.load()
  const first = await tenant('first')
  const authenticator = new Authenticator({ database: db.app, clock })
  let services = 0
  const grant: World['grant'] = (to, scope) =>
    createGrant(access, operatorCaller(to.tenant, to.tenantId), { ...scope, principal: to.principalId })
  return {
    ...main,
    db,
    clock,
    identity,
    access,
    first,
    second: await tenant('second'),
    tenant,
    grant,
    process,
    apply,
    async service(grants, by = first) {
      const caller = await makeService(identity, authenticator, by, `label printer ${++services}`)
      for (const scope of grants) await grant(caller, scope)
      return caller
    },
    async setTime(ms) {
      clock.ms = ms
      await setDatabaseTime(db.owner, ms)
    },
    setDatabaseTime: (ms) => setDatabaseTime(db.owner, ms),
    setLogTime: (ms) => setLogTime(db.owner, ms),
    entries: (event) => entriesOf(db.owner, event),
    count: (table, where = 'true') => count(db.owner, table, where),
  }
}

/** Grants that let a service do everything to a collection, for each purpose with the fields that it covers. */
export function everything(model: PolicyModel, collection: string): GrantScope[] {
  const fields = model.collections[collection]?.fields ?? []
  const names = fields.map((f) => f.name)
  const grants: GrantScope[] = [{ action: 'put', collection, fields: names }]
  for (const action of ['event', 'advance-deadline', 'delete', 'read-metadata'] as const) {
    grants.push({ action, collection })
  }
  for (const purpose of Object.values(model.purposes)) {
    const covered = fields.filter((f) => purpose.classes.includes(f.class))
    if (covered.length === 0) continue
    grants.push({ action: 'reveal', collection, purpose: purpose.name, fields: covered.map((f) => f.name) })
    const found = covered.filter((f) => f.search === 'exact').map((f) => f.name)
    if (found.length > 0) grants.push({ action: 'search', collection, purpose: purpose.name, fields: found })
  }
  return grants
}

function testSigner(): LogSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    origin: 'azukari/test',
    publicKey: rawPublicKey(publicKey),
    sign: (message) => sign(null, message, privateKey),
  }
}

async function makeTenant(
  { keyring }: Process,
  database: Database,
  slug: string,
  zone: string,
): Promise<Caller> {
  const prepared = await keyring.prepareTenant({ slug, zone })
  const made = await database.across.tx((tx) => keyring.createTenant(tx, prepared))
  return operatorCaller(made.tenant, tenantIdText(made.id))
}

async function makeService(
  identity: IdentityDeps,
  authenticator: Authenticator,
  by: Caller,
  name: string,
): Promise<Caller> {
  const { id } = await createService(identity, by, { name })
  const { key } = await createKey(identity, by, { service: id })
  return (await authenticator.authenticate(key)).caller
}

async function entriesOf(owner: Statements, event: string | undefined): Promise<ReadEntry[]> {
  const all = await readEntries(owner)
  return event === undefined ? all : all.filter((e) => e.unmapped.event === event)
}

async function count(owner: Statements, table: string, where: string): Promise<number> {
  const text = `SELECT count(*) AS n FROM ${table} WHERE ${where}`
  const [row] = await owner.read.query<{ n: number }>({ text })
  return row?.n ?? 0
}

async function temporary(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-world-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function putInForce(process: Process, database: Database, loaded: LoadedPolicy): Promise<void> {
  const deps = { database, writer: process.writer, clock: process.clock }
  const before = await database.across.read.query({ text: 'SELECT version FROM policy.current' })
  const plan = await planPolicy(database.across.read, loaded, NOTHING_STORED)
  const accepted = plan.changes.flatMap((c) => (c.accept?.required ? [c.accept.name] : []))
  const proposal = await proposePolicy(deps, loaded, NOTHING_STORED, accepted, 'operator')
  await applyProposal(deps, proposal.id, before.length === 0 ? undefined : 'another person')
}
