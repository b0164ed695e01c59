import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import { toDatabaseError } from '../db-errors.ts'
import { isAzukariError } from '../errors.ts'
import { migrationChanged, migrationFailed, postgresTooOld, schemaNewerThanProgram } from './errors.ts'
import { type ConnectionSettings, driverConfig } from './transport.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sha256: string
  readonly text: string
}

export interface MigrateOptions {
  /** Other than the program's own: for tests. */
  readonly directory?: string
  readonly clock?: Clock
}

const OWN_DIRECTORY = join(import.meta.dirname, '../../../migrations')
const FILE_FORM = /^([0-9]{3})-([a-z0-9-]+)\.sql$/
const OLDEST = 150_000
const MIGRATION_LOCK = 0x617a7502

/**
 * Brings the database up to this program. Numbers are one stream shared by all rooms, with gaps: every file not yet applied is applied, in order, each
 * in a transaction of its own that also records it. Safe with any number of migrators at once.
 * @returns the numbers applied by this call
 * @throws postgres_too_old, schema_newer_than_program, migration_changed, migration_failed
 */
export async function migrate(owner: ConnectionSettings, options: MigrateOptions = {}): Promise<number[]> {
  const migrations = readMigrations(options.directory ?? OWN_DIRECTORY)
  const client = new pg.Client(driverConfig(owner, 'azukari-migrate'))
  client.on('error', () => {})
  try {
    await client.connect()
    await checkServer(client)
    const now = (options.clock ?? systemClock).now
    // Held by the session, so a migrator that dies lets the next one in at once.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(BOOTSTRAP)
    // A migration that changes rows has to see those of all tenants (008).
    await client.query("SET azukari.maintenance = 'on'")
    checkApplied(migrations, await readApplied(client))
    const done: number[] = []
    for (const migration of migrations) {
      if (await applyOne(client, migration, now())) done.push(migration.number)
    }
    return done
  } catch (error) {
    throw isAzukariError(error) ? error : toDatabaseError(error)
  } finally {
    await client.end().catch(() => {})
  }
}

const BOOTSTRAP = `
CREATE SCHEMA IF NOT EXISTS platform;
CREATE TABLE IF NOT EXISTS platform.migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at_ms bigint NOT NULL
);`

/** The numbered files of a directory, in order. Two with one number, or a name of another form, are mistakes and throw. */
export function readMigrations(directory: string): Migration[] {
  const migrations = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .map((file): Migration => {
      const form = FILE_FORM.exec(file)
      if (!form) throw migrationFailed('a migration is not named NNN-room-what.sql', { where: { file } })
      const text = readFileSync(join(directory, file), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return { number: Number(form[1]), name: form[2] ?? '', sha256, text }
    })
    .sort((a, b) => a.number - b.number)
  for (const [i, { number }] of migrations.entries()) {
    if (migrations[i + 1]?.number === number)
      throw migrationFailed(`two migrations have the number ${number}`)
  }
  return migrations
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int4 AS version",
  )
  checkServerVersion(rows[0]?.version ?? 0)
}

/** @param version `server_version_num`: 150004 for 15.4 */
export function checkServerVersion(version: number): void {
  if (version >= OLDEST) return
  throw postgresTooOld(`the server is PostgreSQL ${Math.floor(version / 10_000)}`, {
    fix: 'use PostgreSQL 15 or newer',
  })
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    'SELECT number, name, sha256 FROM platform.migration ORDER BY number',
  )
  return rows
}

function checkApplied(known: readonly Migration[], applied: readonly Applied[]): void {
  const byNumber = new Map(known.map((migration) => [migration.number, migration]))
  for (const { number, name, sha256 } of applied) {
    const file = byNumber.get(number)
    if (!file) {
      throw schemaNewerThanProgram(`migration ${number} (${name}) is not part of this program`, {
        fix: 'run the newer version of Azukari, or restore a backup taken before it',
      })
    }
    if (file.sha256 !== sha256) {
      throw migrationChanged(`migration ${number} (${name}) is not the file that was applied`, {
        fix: 'put the file back as it was and write a new migration for the change',
      })
    }
  }
}

// A crash before COMMIT leaves nothing of this migration; after it, all of it and its row: there is no state in between to repair.
async function applyOne(client: pg.Client, migration: Migration, nowMs: number): Promise<boolean> {
  const { number, name, sha256, text } = migration
  await client.query('BEGIN')
  try {
    // Inserted first: should the lock ever not hold (a pooler in between), the second migrator stops here and waits for the first.
    const inserted = await client.query(
      'INSERT INTO platform.migration (number, name, sha256, applied_at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [number, name, sha256, nowMs],
    )
    if (inserted.rowCount === 1) await client.query(text)
    await client.query('COMMIT')
    return inserted.rowCount === 1
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw failure(migration, error)
  }
}

// Migrations hold no record data, so the server's message may be shown: whoever changed the file needs it.
function failure({ number, name, text }: Migration, error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  const line = error.position ? text.slice(0, Number(error.position)).split('\n').length : undefined
  const where = {
    file: `${String(number).padStart(3, '0')}-${name}.sql`,
    ...(line === undefined ? {} : { line }),
  }
  return migrationFailed(`${error.code ?? ''}: ${error.message}`, { where })
}
