import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { lengthPrefixed, open, SEAL_OVERHEAD_BYTES, seal } from '../crypto/aead.ts'
import { newKey } from '../crypto/random.ts'
import { keyProviderRefused, keyProviderUnavailable } from '../errors.ts'
import { EPOCHS, type FileRootPlace, missingRoot, openFileRoot, reading, readRootKey } from './file-root.ts'
import {
  checkPrivateDirectory,
  codeOf,
  createPrivateFile,
  destroyPrivateFile,
  readPrivateFile,
} from './private-file.ts'
import type { Destruction, EpochRef, RootProvider, WrapContext } from './provider.ts'

const EPOCH_BYTES = 32 + SEAL_OVERHEAD_BYTES

/**
 * A root key in a file. For a machine of one's own, and for tests; what it cannot promise it says in `describe`. Files are read for every call:
 * no key stays in memory, and taking the directory away stops the program from unwrapping.
 */
export class FileProvider implements RootProvider {
  readonly kind = 'file'
  readonly #place: FileRootPlace
  readonly #clock: Clock

  constructor(place: FileRootPlace, clock: Clock = systemClock) {
    this.#place = place
    this.#clock = clock
  }

  describe(): Destruction {
    return {
      destruction: 'unprovable',
      why: 'the file is overwritten and removed, but the file system, its snapshots or its device may keep the old blocks',
    }
  }

  /** Also removes what an interrupted creation left. Throws `key_root_missing`, `key_environment_wrong`, `key_file_unsafe`. */
  async check(): Promise<void> {
    await openFileRoot(this.#place)
    await checkPrivateDirectory(join(this.#place.directory, EPOCHS))
  }

  async createEpoch(id: Buffer): Promise<EpochRef> {
    const key = newKey()
    const root = await readRootKey(this.#place)
    const sealed = seal(root, key, this.#epochAad(id))
    key.fill(0)
    root.fill(0)
    try {
      await createPrivateFile(this.#path(id), sealed)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw keyProviderUnavailable('an epoch key cannot be written', { cause: error })
      // Made before, by a start that did not get to store it. Proves that it opens before anybody relies on it.
      const known = await this.#epochKey(id)
      known.fill(0)
    }
    return { id, ref: `file:${id.toString('hex')}` }
  }

  async wrap(epoch: EpochRef, plaintext: Uint8Array, context: WrapContext): Promise<Buffer> {
    const key = await this.#epochKey(epoch.id)
    try {
      return seal(key, plaintext, this.#contextAad(epoch, context))
    } finally {
      key.fill(0)
    }
  }

  async unwrap(epoch: EpochRef, wrapped: Uint8Array, context: WrapContext): Promise<Buffer> {
    const key = await this.#epochKey(epoch.id)
    try {
      return open(key, wrapped, this.#contextAad(epoch, context))
    } finally {
      key.fill(0)
    }
  }

  async destroyEpoch(epoch: EpochRef): Promise<{ destroyedBy: number }> {
    await reading(destroyPrivateFile(this.#path(epoch.id)), missingRoot)
    return { destroyedBy: this.#clock.now() }
  }

  async stateOfEpoch(epoch: EpochRef): Promise<'usable' | 'gone'> {
    try {
      await lstat(this.#path(epoch.id))
      return 'usable'
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'gone'
      throw error
    }
  }

  #path(id: Buffer): string {
    if (id.length !== 16) throw new RangeError('an epoch id has 16 bytes')
    return join(this.#place.directory, EPOCHS, `${id.toString('hex')}.key`)
  }

  async #epochKey(id: Buffer): Promise<Buffer> {
    const root = await readRootKey(this.#place)
    try {
      const absent = () => keyProviderRefused('it does not hold that epoch key')
      const sealed = await reading(readPrivateFile(this.#path(id), EPOCH_BYTES), absent)
      return open(root, sealed, this.#epochAad(id))
    } finally {
      root.fill(0)
    }
  }

  #epochAad(id: Buffer): Buffer {
    return lengthPrefixed(['azukari/file-epoch/v1', this.#place.environment, id])
  }

  #contextAad(epoch: EpochRef, context: WrapContext): Buffer {
    const pairs = Object.keys(context).sort()
    const parts = pairs.flatMap((name) => [name, context[name] ?? ''])
    return lengthPrefixed(['azukari/file-wrap/v1', this.#place.environment, epoch.id, ...parts])
  }
}
