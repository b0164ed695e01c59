import { createHmac, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { databaseRolesUnknown, dataDirectoryUnsafe } from './errors.ts'

export const OWNER_ROLE = 'azukari_owner'
/** Under row-level security: sees the rows of the tenant that its transaction names. */
export const APP_ROLE = 'azukari_app'
/** May what the application's role may, on the rows of all tenants. */
export const ACROSS_ROLE = 'azukari_across'
export const SEQUENCER_ROLE = 'azukari_sequencer'

/** Passwords of the database roles; `owner` only when the cluster is the embedded one. */
export interface RolePasswords {
  readonly owner: string
  readonly app: string
  readonly sequencer: string
}

/** Where a data directory keeps them. */
export function rolePasswordFile(directory: string): string {
  return join(directory, 'database-roles.json')
}

/** Reads the file; undefined when there is none. Refuses one that others may read. */
export function readRolePasswords(file: string): RolePasswords | undefined {
  let text: string
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw dataDirectoryUnsafe('the file with the database passwords can be read by other users', {
        fix: 'chmod 600 on database-roles.json',
      })
    }
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return parse(text)
}

function parse(text: string): RolePasswords {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    read = undefined
  }
  const { owner, app, sequencer } = (read ?? {}) as Record<string, unknown>
  for (const password of [owner, app, sequencer]) {
    if (typeof password !== 'string' || !/^[\x21-\x7e]{16,}$/.test(password)) {
      throw databaseRolesUnknown('the file database-roles.json is damaged', {
        fix: 'put the file back from a backup',
      })
    }
  }
  return { owner, app, sequencer } as RolePasswords
}

/** New random passwords, on disk before they are used: a crash leaves a file that nothing refers to, never a role without one. */
export function createRolePasswords(file: string): RolePasswords {
  const random = () => randomBytes(24).toString('base64url')
  const passwords = { owner: random(), app: random(), sequencer: random() }
  const fresh = `${file}.new`
  const fd = openSync(fresh, 'w', 0o600)
  try {
    writeSync(fd, `${JSON.stringify(passwords)}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  chmodSync(fresh, 0o600)
  renameSync(fresh, file)
  syncDirectory(dirname(file))
  return passwords
}

/**
 * The password of the role that goes across tenants. Derived, because the role came later than the file: servers that share a database each have
 * a copy of it, and each arrives at the same one.
 */
export function acrossPassword({ app }: RolePasswords): string {
  return createHmac('sha256', app).update(`azukari/role/v1\0${ACROSS_ROLE}`).digest('base64url')
}

function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
