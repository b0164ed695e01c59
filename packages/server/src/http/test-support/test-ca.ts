import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { certificatePem, mayIssue, usedBy } from './x509.ts'

const DAY_MS = 86_400_000

export interface Issued {
  readonly cert: string
  readonly key: string
  readonly pair: KeyPair
}

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface IssueOptions {
  /** For another certificate of the same key. */
  readonly pair?: KeyPair
  readonly untilMs?: number
  readonly side?: 'client' | 'server'
}

/** A company's CA, or one below it. */
export interface TestCa {
  readonly cert: string
  issue(subject: string, options?: IssueOptions): Issued
  below(subject: string): TestCa
}

const newPair = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** A CA of its own; two of the same name are two. */
export function testCa(subject: string): TestCa {
  const pair = newPair()
  return caOf(subject, pair, make(subject, subject, pair.publicKey, pair.privateKey, [mayIssue()]))
}

function caOf(issuer: string, { privateKey }: KeyPair, cert: string): TestCa {
  return {
    cert,
    issue(subject, { pair = newPair(), untilMs, side = 'client' } = {}) {
      const made = make(issuer, subject, pair.publicKey, privateKey, [usedBy(side)], untilMs)
      return { cert: made, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), pair }
    },
    below(subject) {
      const pair = newPair()
      return caOf(subject, pair, make(issuer, subject, pair.publicKey, privateKey, [mayIssue()]))
    },
  }
}

function make(
  issuer: string,
  subject: string,
  publicKey: KeyObject,
  signWith: KeyObject,
  extensions: readonly Uint8Array[],
  untilMs = Date.now() + DAY_MS,
): string {
  const fromMs = Date.now() - 2 * DAY_MS
  return certificatePem({ issuer, subject, publicKey, signWith, fromMs, untilMs, extensions })
}
