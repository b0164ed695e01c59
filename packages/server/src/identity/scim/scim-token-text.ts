import { formatId } from '../../platform/ids.ts'
import { hashSecretText, isSecretText, newSecretText } from '../secret-text.ts'

const PREFIX = 'azc'
export const SCIM_TOKEN_ID = 'sct'
/** As with keys: enough for people to tell their tokens apart. */
const SHOWN = 8

export const scimTokenId = (id: Uint8Array) => formatId(SCIM_TOKEN_ID, id)

/** `azc_…`: handed out once, kept nowhere. */
export function newScimToken(): { readonly text: string; readonly hash: Buffer; readonly shown: string } {
  const text = newSecretText(PREFIX)
  return { text, hash: hashSecretText(text), shown: text.slice(0, SHOWN) }
}

/** The hash by which a token is found; undefined for what has not even its form. */
export function scimTokenHash(text: string): Buffer | undefined {
  return isSecretText(PREFIX, text) ? hashSecretText(text) : undefined
}
