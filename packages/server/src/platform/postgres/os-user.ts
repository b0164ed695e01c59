import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { postgresNotStarted } from './errors.ts'

const execute = promisify(execFile)

export interface OsUser {
  readonly uid: number
  readonly gid: number
}

const NAME = 'postgres'
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The operating system user that PostgreSQL runs as: undefined (ourselves) unless we are root, as which PostgreSQL refuses to run; then the
 * user `postgres`, made when it is missing.
 */
export async function databaseOsUser(): Promise<OsUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  if (process.platform !== 'linux') {
    throw postgresNotStarted('as root the embedded PostgreSQL runs on Linux only', {
      fix: 'start Azukari as an ordinary user',
    })
  }
  return (await lookUp()) ?? (await create())
}

async function lookUp(): Promise<OsUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([number('-u'), number('-g')])
    return uid > 0 ? { uid, gid } : undefined
  } catch {
    return undefined
  }
}

async function number(flag: string): Promise<number> {
  const { stdout } = await execute('id', [flag, NAME], { env: { PATH } })
  return Number.parseInt(stdout, 10)
}

async function create(): Promise<OsUser> {
  // Either may exist already, or be made by another process at this moment: what counts is whether the user is there afterwards.
  await execute('groupadd', ['--system', NAME], { env: { PATH } }).catch(() => undefined)
  const flags = ['--system', '--gid', NAME, '--no-create-home', '--shell', '/usr/sbin/nologin']
  await execute('useradd', [...flags, NAME], { env: { PATH } }).catch(() => undefined)
  const user = await lookUp()
  if (user) return user
  throw postgresNotStarted('PostgreSQL does not run as root, and the user "postgres" could not be made', {
    fix: 'start Azukari as an ordinary user, or make the user: useradd --system postgres',
  })
}
