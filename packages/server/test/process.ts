import type { TestContext } from 'node:test'
import { Authorities } from '../src/access/index.ts'
import { AcrossWriter, AuditWriter, type LogSigner, newProcessKey } from '../src/audit/index.ts'
import { Authenticator } from '../src/identity/index.ts'
import { type FileProvider, Keyring } from '../src/keys/index.ts'
import type { Clock } from '../src/platform/clock.ts'
import { type Database, openPool } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { PolicyInForce } from '../src/policy/index.ts'
import { Putter, Revealer, type VaultDeps } from '../src/vault/index.ts'
import type { TestDatabase } from './database.ts'

/** Name of the environment that test databases are made for. */
export const ENVIRONMENT = 'test'

/** One program on the world's database: keys, policy and authorities of its own, as a second server would have. */
export interface Process {
  readonly clock: Clock
  readonly keyring: Keyring
  readonly writer: AuditWriter
  readonly policy: PolicyInForce
  readonly authorities: Authorities
  readonly deps: VaultDeps
  readonly putter: Putter
  readonly revealer: Revealer
}

/** Wires a program; `database` stands for all its pools but the keys'. */
export function openProcess(
  t: TestContext,
  db: TestDatabase,
  database: Database,
  clock: Clock,
  provider: FileProvider,
  signer: LogSigner,
): Process {
  const uses = { intent: async () => {}, done: async () => {} }
  const log = silentLogger
  const keyring = new Keyring({ database: db.app, provider, environment: ENVIRONMENT, clock, uses, log })
  t.after(() => keyring.close())
  const common = {
    clock,
    origin: signer.origin,
    processKey: newProcessKey(signer),
    promiseWithinMs: 60_000,
    sealer: {
      seal: (tenant: number, plaintext: Buffer, aad: Buffer) =>
        keyring.seal(tenant, 'openings', plaintext, aad),
    },
  }
  const writer = new AuditWriter({ ...common, database })
  const groupWriter = new AcrossWriter({
    ...common,
    database: database === db.app ? { across: groupsOf(t, db) } : database,
  })
  const policy = new PolicyInForce(database)
  const authenticator = new Authenticator({ database, clock })
  const authorities = new Authorities({ database, clock, recheck: (caller) => authenticator.recheck(caller) })
  const deps: VaultDeps = {
    environment: ENVIRONMENT,
    clock,
    database,
    writer,
    groupWriter,
    keyring,
    policy,
    authorities,
    log,
  }
  return {
    clock,
    keyring,
    writer,
    policy,
    authorities,
    deps,
    putter: new Putter(deps),
    revealer: new Revealer(deps),
  }
}

/** As in the program: groups have connections of their own, on which statements are sent ahead. */
function groupsOf(t: TestContext, db: TestDatabase) {
  const groups = openPool({
    connection: db.connections.across,
    max: 3,
    applicationName: 'test-groups',
    log: silentLogger,
    pipelined: true,
  })
  t.after(() => groups.close())
  return groups
}
