import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dataDirectoryUnsafe, dataDirectoryUnusable } from './postgres/errors.ts'

/**
 * Makes a directory that only its owner may enter (0700), or checks that an existing one is such. An empty one is closed by us (a fresh volume of a
 * container is open); one with files in it is refused, since closing it could break what is not ours.
 */
export function ensurePrivateDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unusable(cause)
  }
  const { mode, uid } = statSync(directory)
  const self = process.getuid?.()
  if (self !== undefined && uid !== self) {
    throw dataDirectoryUnusable('the data directory belongs to another user', {
      fix: 'run as its owner, or name another directory',
    })
  }
  if ((mode & 0o077) === 0) return
  if (readdirSync(directory).length > 0 || (mode & 0o1000) !== 0) {
    throw dataDirectoryUnsafe('the data directory can be entered by other users', {
      fix: 'chmod 700 on it, if it is Azukari’s',
    })
  }
  chmodSync(directory, 0o700)
}

function unusable(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return dataDirectoryUnusable('where the data directory should be there is a file', {
      fix: 'name a directory with --data',
      cause,
    })
  const read = code === 'EROFS' ? 'the disk is read-only' : 'it may not be made there, or the disk is full'
  return dataDirectoryUnusable(`the data directory cannot be made: ${read}`, {
    fix: 'name a directory with --data that this user may write to',
    cause,
  })
}
