import type { Keyring } from '../../keys/index.ts'

/** What of a case may be personal: kept sealed, in no entry. */
export interface CaseText {
  readonly ticket: string | undefined
  /** Ids of records as callers gave them. */
  readonly records: readonly string[]
  readonly subjects: readonly { readonly kind: string; readonly value: string }[]
}

type Texts = Pick<Keyring, 'seal' | 'unseal'>

const PURPOSE = 'case'

/** Bound to the case: it opens in no other row. */
export const sealCase = (texts: Texts, tenant: number, id: Buffer, text: CaseText): Promise<Buffer> =>
  texts.seal(tenant, PURPOSE, Buffer.from(JSON.stringify(text), 'utf8'), id)

/** Throws `ciphertext_invalid`. */
export async function openCaseText(
  texts: Texts,
  tenant: number,
  id: Buffer,
  sealed: Buffer,
): Promise<CaseText> {
  return JSON.parse((await texts.unseal(tenant, PURPOSE, sealed, id)).toString('utf8')) as CaseText
}

export const sealCaseNote = (texts: Texts, tenant: number, id: Buffer, note: string): Promise<Buffer> =>
  texts.seal(tenant, `${PURPOSE}/note`, Buffer.from(note, 'utf8'), id)

export const openCaseNote = async (
  texts: Texts,
  tenant: number,
  id: Buffer,
  sealed: Buffer,
): Promise<string> => (await texts.unseal(tenant, `${PURPOSE}/note`, sealed, id)).toString('utf8')
