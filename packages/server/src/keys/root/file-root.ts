import { timingSafeEqual } from 'node:crypto'
import { mkdir, readdir, realpath, unlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { isAzukariError } from '../../platform/errors.ts'
import { lengthPrefixed } from '../crypto/aead.ts'
import { hmac } from '../crypto/mac.ts'
import { newKey } from '../crypto/random.ts'
import {
  keyEnvironmentWrong,
  keyFileUnsafe,
  keyProviderUnavailable,
  keyRootExists,
  keyRootMissing,
} from '../errors.ts'
import {
  checkPrivateDirectory,
  codeOf,
  createPrivateFile,
  readPrivateFile,
  syncDirectory,
  TEMPORARY,
} from './private-file.ts'

/** root.key: these 16 bytes, the key (32), the key check value (32). */
const MAGIC = Buffer.from('azukari-root-v1\n')
const ROOT_BYTES = MAGIC.length + 32 + 32
export const EPOCHS = 'epochs'

export interface FileRootPlace {
  /** A directory for nothing else, outside the database's, mode 0700. */
  readonly directory: string
  readonly environment: string
  /** Where the embedded database lives, if it does: the key directory must not lie in it, or one backup would hold both. */
  readonly databaseDirectory?: string
}

const rootPath = (directory: string) => join(directory, 'root.key')

// Binds the root key to its environment: the directory of one cannot be opened by a program started for another.
const checkValue = (key: Uint8Array, environment: string) =>
  hmac(key, lengthPrefixed(['azukari/root-check/v1', environment]))

/**
 * Makes the root key of a new environment. Never happens by itself: a start that finds no root key stops, because making a new one would hide
 * that the old one was lost. Throws `key_root_exists`.
 */
export async function createFileRoot(place: FileRootPlace): Promise<void> {
  const made = await mkdir(place.directory, { recursive: true, mode: 0o700 })
  if (made !== undefined) await syncDirectory(dirname(made))
  await checkPlace(place)
  await mkdir(join(place.directory, EPOCHS), { mode: 0o700 }).catch((error) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  await syncDirectory(place.directory)
  const key = newKey()
  const bytes = Buffer.concat([MAGIC, key, checkValue(key, place.environment)])
  key.fill(0)
  try {
    // Last: without it the directory counts as empty.
    await createPrivateFile(rootPath(place.directory), bytes)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw keyRootExists('it is left as it was')
    throw error
  } finally {
    bytes.fill(0)
  }
}

/**
 * Checks the directory and its place, and removes what an interrupted creation left. Unlinks and never overwrites: a temporary name may be a
 * second one of the finished file, or of one that another process is just writing, which then fails and leaves nothing.
 */
export async function openFileRoot(place: FileRootPlace): Promise<void> {
  await checkPlace(place)
  for (const directory of [place.directory, join(place.directory, EPOCHS)]) {
    for (const name of await readdir(directory)) {
      if (name.startsWith(TEMPORARY)) await unlink(join(directory, name))
    }
  }
  const key = await readRootKey(place)
  key.fill(0)
}

async function checkPlace({ directory, databaseDirectory }: FileRootPlace): Promise<void> {
  await checkPrivateDirectory(directory).catch((error) => {
    throw codeOf(error) === 'ENOENT' ? missingRoot() : error
  })
  if (databaseDirectory === undefined) return
  const inside = relative(await existing(databaseDirectory), await realpath(directory))
  if (inside === '' || !(inside === '..' || inside.startsWith('../'))) {
    throw keyFileUnsafe('the key directory lies in the database directory', {
      fix: 'keep keys where no backup of the database goes',
    })
  }
}

const existing = (path: string) => realpath(path).catch(() => path)

/** The error for a key directory without its root key. */
export const missingRoot = () =>
  keyRootMissing('no root key where it should be', {
    fix: 'bring the key directory back; without it nothing stored can be read',
  })

/** Read anew for every use, so that it is in memory for microseconds only. The caller wipes it. */
export async function readRootKey(place: FileRootPlace): Promise<Buffer> {
  const bytes = await reading(readPrivateFile(rootPath(place.directory), ROOT_BYTES), missingRoot)
  const key = Buffer.allocUnsafeSlow(32)
  bytes.copy(key, 0, MAGIC.length, MAGIC.length + 32)
  const sound = bytes.subarray(0, MAGIC.length).equals(MAGIC)
  const ours = timingSafeEqual(bytes.subarray(MAGIC.length + 32), checkValue(key, place.environment))
  bytes.fill(0)
  if (sound && ours) return key
  key.fill(0)
  if (!sound) throw keyFileUnsafe('root.key does not hold a root key')
  throw keyEnvironmentWrong('the key check value is of another environment name, or the file was altered')
}

/** Maps what the file system says: an absent file to the given error, other failures to `key_provider_unavailable`. */
export async function reading<T>(read: Promise<T>, absent: () => Error): Promise<T> {
  try {
    return await read
  } catch (error) {
    if (isAzukariError(error)) throw error
    if (codeOf(error) === 'ENOENT') throw absent()
    throw keyProviderUnavailable('a key file cannot be read', { cause: error })
  }
}
