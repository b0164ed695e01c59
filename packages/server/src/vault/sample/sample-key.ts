import { hkdfSync } from 'node:crypto'
import { newKey } from '../../keys/index.ts'
import type { VaultDeps } from '../vault-deps.ts'

/**
 * The key of one sample, drawn and thrown away. A seed alone is no key, for whoever knew it could try out names: it counts together with a key of the
 * tenant's that stays where the data is. The caller wipes it.
 */
export async function sampleKey(
  { keyring }: Pick<VaultDeps, 'keyring'>,
  tenant: number,
  seed: string | undefined,
): Promise<Buffer> {
  if (seed === undefined) return newKey()
  const handle = await keyring.tenant(tenant)
  return Buffer.from(hkdfSync('sha256', handle.digestKey('sample'), '', `azukari/sample/v1/${seed}`, 32))
}
