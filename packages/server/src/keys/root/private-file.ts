import { constants } from 'node:fs'
import { type FileHandle, link, lstat, open, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { newKey, randomInto } from '../crypto/random.ts'
import { keyFileUnsafe } from '../errors.ts'

const OTHERS = 0o077
export const TEMPORARY = '.new-'

/** Refuses a directory that is a link, somebody else's, or open to group or others. */
export async function checkPrivateDirectory(path: string): Promise<void> {
  const stat = await lstat(path)
  if (!stat.isDirectory()) throw keyFileUnsafe('the key directory is a link or not a directory')
  checkOwner(stat, 'the key directory', 'chmod 700')
}

function checkOwner(stat: { mode: number; uid: number }, what: string, fix: string): void {
  if ((stat.mode & OTHERS) !== 0)
    throw keyFileUnsafe(`${what} is open to others`, { fix: `${fix}, after asking who read it` })
  if (stat.uid !== process.geteuid?.()) throw keyFileUnsafe(`${what} belongs to another user`)
}

/**
 * Reads a key file of exactly `size` bytes. Refuses links, files open to group or others, and any other size. What
 * is checked is the opened file, so nobody can swap it in between. Throws `key_file_unsafe`, or ENOENT as it is.
 */
export async function readPrivateFile(path: string, size: number): Promise<Buffer> {
  const file = await openExisting(path, constants.O_RDONLY)
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw keyFileUnsafe('a key file is not a plain file')
    checkOwner(stat, 'a key file', 'chmod 600')
    if (stat.size !== size) throw keyFileUnsafe('a key file has the wrong size')
    const bytes = Buffer.allocUnsafeSlow(size)
    const { bytesRead } = await file.read(bytes, 0, size, 0)
    if (bytesRead !== size) throw keyFileUnsafe('a key file has the wrong size')
    return bytes
  } finally {
    await file.close()
  }
}

async function openExisting(path: string, flags: number): Promise<FileHandle> {
  try {
    return await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ELOOP') throw keyFileUnsafe('a key file is a link')
    throw error
  }
}

/**
 * Writes a new file with mode 0600, whole or not at all; EEXIST when there is one of that name, which is left as it is.
 * A crash before the link leaves a temporary file that nothing reads and the next start removes; after it, the whole file, though its name may
 * only be certain once the directory is synced, which is awaited here before anything relies on it.
 */
export async function createPrivateFile(path: string, bytes: Uint8Array): Promise<void> {
  const random = newKey()
  const temporary = join(dirname(path), `${TEMPORARY}${random.toString('hex', 0, 8)}-${basename(path)}`)
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(temporary, path)
  } finally {
    await unlink(temporary)
  }
  await syncDirectory(dirname(path))
}

/** Overwrites, syncs, unlinks, syncs the directory. No error when it is gone already. A crash in between leaves a file of noise, to be destroyed again. */
export async function destroyPrivateFile(path: string): Promise<void> {
  let file: FileHandle
  try {
    file = await openExisting(path, constants.O_WRONLY)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  try {
    const { size } = await file.stat()
    const noise = Buffer.alloc(Math.min(size, 256))
    randomInto(noise, 0, noise.length)
    await file.write(noise, 0, noise.length, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await unlink(path)
  await syncDirectory(dirname(path))
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
