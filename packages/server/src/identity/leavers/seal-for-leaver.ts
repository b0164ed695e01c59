import type { LeaverDeps } from './leaver-deps.ts'

/** What people write about somebody's leaving, bound to the row. */
export function sealForLeaver(
  deps: Pick<LeaverDeps, 'keyring'>,
  tenant: number,
  row: Buffer,
  what: 'reason' | 'evidence',
  text: string,
): Promise<Buffer> {
  return deps.keyring.seal(tenant, `leavers/${what}`, Buffer.from(text, 'utf8'), row)
}

export async function openForLeaver(
  deps: Pick<LeaverDeps, 'keyring'>,
  tenant: number,
  row: Buffer,
  what: 'reason' | 'evidence',
  sealed: Buffer | null,
): Promise<string | null> {
  if (sealed === null) return null
  return (await deps.keyring.unseal(tenant, `leavers/${what}`, sealed, row)).toString('utf8')
}
