import { spawn } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { dataDirectoryUnusable, postgresNotStarted } from './errors.ts'
import type { OsUser } from './os-user.ts'
import { OWNER_ROLE } from './role-passwords.ts'
import { scramVerifier } from './scram.ts'

/** What the server's programs get to see of our environment: nothing. */
export const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }

/** Where a program opens the directory given to it as file descriptor 3. See `clusterArgument`. */
const DESCRIPTOR = '/proc/self/fd/3'

/**
 * How PostgreSQL is told its directory. Running as another user it gets an open descriptor: the data directory above stays closed to that user (it holds
 * keys), and so may every directory above it, such as /root.
 */
export function clusterArgument(cluster: string, runAs: OsUser | undefined): string {
  return runAs ? DESCRIPTOR : cluster
}

/**
 * Makes the cluster when there is none: UTF-8, C collation, data checksums, SCRAM. Built under another name and renamed when complete, so that a crash
 * leaves either no cluster or a whole one.
 */
export async function initialiseCluster(
  cluster: string,
  binaries: Binaries,
  runAs: OsUser | undefined,
  ownerPassword: string,
  durable: boolean,
): Promise<void> {
  if (existsSync(cluster)) {
    checkVersion(cluster, binaries.major)
    return
  }
  const fresh = `${cluster}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  // The verifier, not the password: nothing that opens the database is in this file.
  const passwordFile = `${fresh}.verifier`
  writeFileSync(passwordFile, `${scramVerifier(ownerPassword)}\n`, { mode: 0o600 })
  if (runAs) {
    chownSync(fresh, runAs.uid, runAs.gid)
    chownSync(passwordFile, runAs.uid, runAs.gid)
  }
  try {
    await initdb(fresh, passwordFile, binaries.initdb, runAs, durable)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(fresh, cluster)
}

async function initdb(
  cluster: string,
  passwordFile: string,
  program: string,
  runAs: OsUser | undefined,
  durable: boolean,
): Promise<void> {
  const directory = openSync(cluster, 'r')
  const password = openSync(passwordFile, 'r')
  try {
    const flags = [
      `--pgdata=${clusterArgument(cluster, runAs)}`,
      `--pwfile=${runAs ? '/proc/self/fd/4' : passwordFile}`,
      `--username=${OWNER_ROLE}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--data-checksums',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ]
    const child = spawn(program, flags, {
      ...runAs,
      cwd: '/',
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe', directory, password],
    })
    let errors = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-2_000)
    })
    const { promise, resolve, reject } = Promise.withResolvers<number | null>()
    child.once('error', reject).once('close', resolve)
    const code = await promise.catch(() => -1)
    if (code !== 0) throw postgresNotStarted(`initdb failed: ${lastLine(errors)}`)
  } finally {
    closeSync(directory)
    closeSync(password)
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) || 'no reason given'
}

function checkVersion(cluster: string, major: string): void {
  let found: string
  try {
    found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  } catch {
    throw dataDirectoryUnusable('the database in the data directory is incomplete', {
      fix: 'restore a backup',
    })
  }
  if (found !== major) {
    throw dataDirectoryUnusable(
      `the database in the data directory is PostgreSQL ${found}; this Azukari brings ${major}`,
      {
        fix: 'start it with the version that made it, take a backup, and restore that here',
      },
    )
  }
}
