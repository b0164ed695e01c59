import { keyMalformed } from '../errors.ts'
import { hashSecretText, isSecretText, newSecretText } from '../secret-text.ts'

const PREFIX = 'azk'
/** `azk_` and four characters: enough for people to tell their keys apart, 24 bits of 256 given away. */
const SHOWN = 8

export interface NewServiceKey {
  /** The key itself: handed out once, kept nowhere. */
  readonly text: string
  readonly hash: Buffer
  readonly shown: string
}

export function newServiceKey(): NewServiceKey {
  const text = newSecretText(PREFIX)
  return { text, hash: hashSecretText(text), shown: text.slice(0, SHOWN) }
}

/** The hash by which a key is found. Throws `key_malformed`, without repeating the text, before anything is looked up. */
export function serviceKeyHash(text: string): Buffer {
  if (!isSecretText(PREFIX, text)) {
    throw keyMalformed('a key is azk_ followed by 49 letters and digits, the last six a checksum', {
      fix: 'copy the whole key, as it was shown when it was made',
    })
  }
  return hashSecretText(text)
}

/** The key in an `Authorization: Bearer …` header (RFC 6750 §2.1); undefined when there is none of that scheme. */
export function bearerKey(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
