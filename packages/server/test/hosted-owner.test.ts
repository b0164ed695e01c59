import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPool } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { createDatabase } from '../src/platform/postgres/create-database.ts'
import { migrate } from '../src/platform/postgres/migrate.ts'
import { ensureRoles } from '../src/platform/postgres/roles.ts'
import { ownCluster, temporaryDirectory } from './own-cluster.ts'
import { tenantTables } from './tenant-tables.ts'

// An owner that is not a superuser, as with a hosted PostgreSQL: row-level security holds for it too.

async function hosted(t: Parameters<typeof ownCluster>[0]) {
  const server = await ownCluster(t)
  const open = (connection: Parameters<typeof openPool>[0]['connection']) => {
    const pool = openPool({
      ...(connection ? { connection } : {}),
      max: 1,
      applicationName: 'test',
      log: silentLogger,
    })
    t.after(() => pool.close())
    return pool
  }
  const superuser = open(server.owner('postgres'))
  await superuser.write({ text: "CREATE ROLE hosted LOGIN CREATEROLE CREATEDB PASSWORD 'hosted-password'" })
  const as = { ...server.owner('postgres'), user: 'hosted', password: 'hosted-password' }
  await createDatabase(as, 'shop')
  const owner = { ...as, database: 'shop' }
  const roles = await ensureRoles(owner, join(await temporaryDirectory(t), 'database-roles.json'))
  await migrate(owner)
  // Both ask once more at the next start.
  await ensureRoles(owner, join(await temporaryDirectory(t), 'none')).catch(() => {})
  assert.deepEqual(await migrate(owner), [])
  return { owner: open(owner), across: open(roles.across), app: open(roles.app) }
}

const TENANT = {
  text: `INSERT INTO keys.tenant (id, slug, zone, created_at_ms) VALUES (decode(repeat('0', 32), 'hex'), 'main', 'UTC', 0)`,
}
const BUCKET = {
  text: `WITH e AS (INSERT INTO keys.epoch (id, provider, ref, state, created_at_ms)
           VALUES (decode(repeat('1', 32), 'hex'), 'file', 'x', 'current', 0) RETURNING id),
         k AS (INSERT INTO keys.tenant_key (tenant, version, epoch, wrapped, state, created_at_ms)
           SELECT 1, 1, id, decode(repeat('0', 120), 'hex'), 'current', 0 FROM e RETURNING tenant, version)
         INSERT INTO keys.bucket (tenant, kind, day, seed, tenant_version, created_at_ms)
           SELECT tenant, 'day', 28, decode(repeat('0', 120), 'hex'), version, 0 FROM k`,
}

test('the owner sees no row unless it says that it is at work on the schema', async (t) => {
  const { owner, across, app } = await hosted(t)
  const tables = await tenantTables(across.read)
  assert.ok(tables.length > 40)
  assert.deepEqual(
    tables.filter(({ forced, policies }) => !forced || !policies.includes('maintenance hosted')),
    [],
  )
  await across.write(TENANT)
  const tenants = 'SELECT slug FROM keys.tenant'
  assert.deepEqual(await owner.read.query({ text: tenants }), [])
  assert.deepEqual(await app.read.query({ text: tenants }), [])
  await owner.tx(async (tx) => {
    await tx.query({ text: `SET LOCAL azukari.maintenance = 'on'` })
    assert.deepEqual(await tx.query({ text: tenants }), [{ slug: 'main' }])
  })
  assert.deepEqual(await owner.read.query({ text: tenants }), [])
})

test('days in which a bucket of any tenant lives are not dropped, and the application gains no sight by asking', async (t) => {
  const { across, app } = await hosted(t)
  await across.write(TENANT)
  await across.write({ text: 'SELECT keys.make_days(28, 60)' })
  await across.write(BUCKET)
  const drop = { text: 'SELECT keys.drop_days(1000) AS n' }
  const seen = await app.tx(async (tx) => {
    const [dropped] = await tx.query<{ n: number }>(drop)
    const rows = await tx.query({ text: `SELECT slug FROM keys.tenant` })
    const set = await tx.query({ text: `SELECT current_setting('azukari.maintenance', true) AS set` })
    return { dropped, rows, set }
  })
  // Of two partitions the one without a bucket.
  assert.deepEqual(seen, { dropped: { n: 1 }, rows: [], set: [{ set: '' }] })
  await across.write({
    text: `UPDATE keys.bucket SET state = 'destroyed', seed = NULL, tenant_version = NULL`,
  })
  assert.deepEqual(await app.read.query(drop), [{ n: 1 }])
})
