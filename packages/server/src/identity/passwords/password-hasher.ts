import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { overloaded } from '../../platform/batcher.ts'

export interface PasswordCost {
  readonly memoryKiB: number
  readonly passes: number
}

/** What OWASP asks of Argon2id at the least (Password Storage Cheat Sheet): a verifier made with less is weak. */
export const COST_AT_LEAST: PasswordCost = { memoryKiB: 19_456, passes: 2 }
/** ADR 0013. */
const COST: PasswordCost = { memoryKiB: 65_536, passes: 2 }
/** Beside each other at most, so that memory is bounded at slots × cost however many sign in. */
const SLOTS = 2
const MOST_WAITING = 64
const SALT_BYTES = 16
const TAG_BYTES = 32
const VERIFIER = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** What a verifier was made with; undefined for a text that is none. */
export function costOf(verifier: string): PasswordCost | undefined {
  const [, memory, passes] = VERIFIER.exec(verifier) ?? []
  return memory === undefined ? undefined : { memoryKiB: Number(memory), passes: Number(passes) }
}

/** A key of the tenant's, fetched when it is used: whoever has only the database cannot try passwords on it. */
export type PasswordSecret = () => Promise<Uint8Array>

/** Argon2id (RFC 9106) as verifiers in PHC form, with the tenant's key as its secret input. */
export class PasswordHasher {
  readonly #cost: PasswordCost
  #free = SLOTS
  readonly #waiting: (() => void)[] = []

  constructor(cost: PasswordCost = COST) {
    this.#cost = cost
  }

  /** Throws `overloaded`. */
  async hash(password: string, secret: PasswordSecret): Promise<string> {
    const salt = randomBytes(SALT_BYTES)
    const tag = await this.#derive(password, salt, this.#cost, secret)
    const { memoryKiB, passes } = this.#cost
    return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${plain(salt)}$${plain(tag)}`
  }

  /**
   * Whether a password has a verifier. Without a verifier the same work is done and the answer is no, so that who does not exist, or has no
   * password, answers as late as who has another one. Throws `overloaded`.
   */
  async verify(verifier: string | undefined, password: string, secret: PasswordSecret): Promise<boolean> {
    const [, memory, passes, salt, tag] = VERIFIER.exec(verifier ?? '') ?? []
    if (memory === undefined || passes === undefined || salt === undefined || tag === undefined) {
      await this.#derive(password, Buffer.alloc(SALT_BYTES), this.#cost, secret)
      return false
    }
    const cost = { memoryKiB: Number(memory), passes: Number(passes) }
    const made = await this.#derive(password, Buffer.from(salt, 'base64'), cost, secret)
    return timingSafeEqual(made, Buffer.from(tag, 'base64'))
  }

  /** Whether a verifier was made with less than is asked today. */
  isOld(verifier: string): boolean {
    const made = costOf(verifier)
    return made === undefined || made.memoryKiB < this.#cost.memoryKiB || made.passes < this.#cost.passes
  }

  async #derive(password: string, salt: Buffer, cost: PasswordCost, secret: PasswordSecret): Promise<Buffer> {
    await this.#enter()
    try {
      return await derive({
        message: password.normalize('NFKC'),
        nonce: salt,
        parallelism: 1,
        tagLength: TAG_BYTES,
        memory: cost.memoryKiB,
        passes: cost.passes,
        secret: Buffer.from(await secret()),
      })
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }

  #enter(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--
      return undefined
    }
    if (this.#waiting.length >= MOST_WAITING)
      throw overloaded('too many sign in at once', { fix: 'try again' })
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }
}

function derive(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)))
  })
}

/** Base64 without padding, as PHC strings have it. */
const plain = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
