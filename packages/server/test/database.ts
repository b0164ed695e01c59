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

let shared: Promise<SharedDatabase> | undefined
let stopOwn: (() => Promise<void>) | undefined
let made = 0

// The run's cluster when scripts/run-tests.ts started one; otherwise this file's own, started by the first test that needs it.
function sharedDatabase(): Promise<SharedDatabase> {
  shared ??= (async () => {
    const given = process.env.AZUKARI_TEST_DATABASE
    if (given) return JSON.parse(given) as SharedDatabase
    const own = await startShared()
    stopOwn = async () => {
      await own.stop()
      await rm(own.directory, { recursive: true, force: true })
    }
    return own.shared
  })()
  return shared
}

after(async () => {
  await stopOwn?.()
})

/** A fresh copy of the migrated database, dropped after the test. */
export async function testDatabase(t: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  const { maintenance, template, app, across, sequencer } = await sharedDatabase()
  const database = `test_${process.pid}_${++made}`
  await createDatabase(maintenance, database, template, 'FILE_COPY')
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
    await dropDatabase(maintenance, database)
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
