import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataDirectoryInUse, dataDirectoryUnusable } from './errors.ts'

export interface DirectoryLock {
  release(): void
}

const LOCK_FILE = 'azukari.lock'
const HOLDER_FILE = 'azukari.pid'
const SQLITE_BUSY = 5

/**
 * Takes the data directory for this process; throws `data_directory_in_use`, naming the holder's pid, when another has it.
 *
 * The lock is the operating system's (a POSIX record lock, which SQLite takes on an empty file that is otherwise never written): it ends with the
 * process however that ends, cannot be left behind, and does not care about pid reuse. The pid file beside it only names the holder.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const lock = openLock(directory)
  const holderFile = join(directory, HOLDER_FILE)
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw inUse(holderFile)
    throw dataDirectoryUnusable('the file system of the data directory does not support locks', {
      fix: 'use a directory on a local disk',
    })
  }
  writeFileSync(holderFile, `${process.pid}\n`, { mode: 0o600 })
  let held = true
  return {
    release: () => {
      if (!held) return
      held = false
      rmSync(holderFile, { force: true })
      lock.close()
    },
  }
}

function openLock(directory: string): DatabaseSync {
  try {
    return new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 })
  } catch {
    throw dataDirectoryUnusable('the lock file in the data directory cannot be opened', {
      fix: 'check who owns the data directory and whether the disk is full',
    })
  }
}

function inUse(holderFile: string): Error {
  const pid = readPid(holderFile)
  const who = pid === undefined ? 'another process' : `process ${pid}`
  return dataDirectoryInUse(`${who} has the data directory open`, {
    fix: 'use the running server with --url, or stop it first',
    ...(pid === undefined ? {} : { extra: { pid } }),
  })
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
