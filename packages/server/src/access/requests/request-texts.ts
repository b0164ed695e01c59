import type { RequestDeps } from './request-deps.ts'

/** Longest text that a person writes with a request, in UTF-16 units. */
export const LONGEST_TEXT = 4000

type Which = 'reason' | 'note'

const aad = (id: Buffer, which: Which) => Buffer.concat([id, Buffer.from(which, 'utf8')])

/** Seals what somebody wrote: it may name people. Dies with the tenant's key. */
export async function sealText(
  { texts }: Pick<RequestDeps, 'texts'>,
  tenant: number,
  id: Buffer,
  which: Which,
  text: string | undefined,
): Promise<Buffer | null> {
  if (text === undefined || text === '') return null
  return texts.seal(tenant, 'requests', Buffer.from(text, 'utf8'), aad(id, which))
}

/** Opens what `sealText` made; undefined where nothing was said. Throws `ciphertext_invalid`. */
export async function openText(
  { texts }: Pick<RequestDeps, 'texts'>,
  tenant: number,
  id: Buffer,
  which: Which,
  sealed: Buffer | null,
): Promise<string | undefined> {
  if (sealed === null) return undefined
  return (await texts.unseal(tenant, 'requests', sealed, aad(id, which))).toString('utf8')
}
