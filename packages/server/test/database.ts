import { rm } from 'node:fs/promises'
import { after, type TestContext } from 'node:test'
import { type Database, openPool, type Pool } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { createDatabase } from '../src/platform/postgres/create-database.ts'
import { databaseRights } from '../src/platform/postgres/roles.ts'
import { type ConnectionSettings, connectionUrl } from '../src/platform/postgres/transport.ts'
import { openTenants } from '../src/platform/tenants.ts'
import { dropDatabase, type SharedDatabase, startShared } from './shared-database.ts'

export interface TestDatabase {
  readonly app: Database
  readonly sequencer: Pool
  /** A superuser: for setting scenes and looking behind them. */
  readonly owner: Pool
  readonly urls: { readonly app: string; readonly sequencer: string; readonly owner: string }
  readonly connections: Readonly<Record<'app' | 'across' | 'sequencer' | 'owner', ConnectionSettings>>
}

/** What a database is for: rooms alone, where a crash of the machine may break it; or a program, whose log refuses such a one. */
export type Kind = 'quick' | 'durable'

const VARIABLES = { quick: 'AZUKARI_TEST_DATABASE', durable: 'AZUKARI_TEST_DATABASE_DURABLE' }
const shared = new Map<Kind, Promise<SharedDatabase>>()
const stopOwn: (() => Promise<void>)[] = []
let made = 0

// The run's cluster when scripts/run-tests.ts started one; otherwise this file's own, started by the first test that needs it.
function sharedDatabase(kind: Kind): Promise<SharedDatabase> {
  const known = shared.get(kind)
  if (known !== undefined) return known
  const found = findShared(kind)
  shared.set(kind, found)
  return found
}

async function findShared(kind: Kind): Promise<SharedDatabase> {
  const given = process.env[VARIABLES[kind]]
  if (given) return JSON.parse(given) as SharedDatabase
  const own = await startShared({ durable: kind === 'durable' })
  stopOwn.push(async () => {
    await own.stop()
    await rm(own.directory, { recursive: true, force: true })
  })
  return own.shared
}

after(async () => {
  for (const stop of stopOwn) await stop()
})

export interface FreshDatabase {
  readonly shared: SharedDatabase
  readonly database: string
  drop(): Promise<void>
}

/** A fresh copy of the migrated database that nobody has opened; the caller drops it. */
export async function freshDatabase(kind: Kind): Promise<FreshDatabase> {
  const shared = await sharedDatabase(kind)
  const { maintenance, template } = shared
  const database = `test_${process.pid}_${++made}`
  // A file that is copied is one that a durable cluster waits for.
  await createDatabase(maintenance, database, template, kind === 'quick' ? 'FILE_COPY' : 'WAL_LOG')
  return { shared, database, drop: () => dropDatabase(maintenance, database) }
}

/** A fresh copy of the migrated database, dropped after the test. */
export async function testDatabase(t: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  const { shared, database, drop } = await freshDatabase('quick')
  const { maintenance, app, across, sequencer } = shared
  const connections = {
    app: { ...maintenance, ...app, database },
    across: { ...maintenance, ...across, database },
    sequencer: { ...maintenance, ...sequencer, database },
    owner: { ...maintenance, database },
  }
  const open = (connection: ConnectionSettings) =>
    openPool({ connection, max: 8, applicationName: 'test', log: silentLogger })
  const opened = {
    app: openTenants({
      app: connections.app,
      across: connections.across,
      max: { tenant: 8, across: 8 },
      applicationName: 'test',
      log: silentLogger,
    }),
    sequencer: open(connections.sequencer),
    owner: open(connections.owner),
  }
  await opened.owner.read.query({ text: databaseRights(database) })
  t.after(async () => {
    await Promise.allSettled([opened.app.close(), opened.sequencer.close(), opened.owner.close()])
    await drop()
  })
  return {
    ...opened,
    connections,
    urls: {
      app: connectionUrl(connections.app),
      sequencer: connectionUrl(connections.sequencer),
      owner: connectionUrl(connections.owner),
    },
  }
}
