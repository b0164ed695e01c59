import { type IdentityDeps, type Redeemed, redeemSetupLink } from '../../identity/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import type { GrantScope } from '../grants/check-grant.ts'
import { addGrant } from '../grants/create-grant.ts'

export interface RedeemSetup {
  readonly token: string
  /** Name of the first service. */
  readonly name: string
  /** What it may do beside `manage`, without which nobody could go on. */
  readonly grants?: readonly GrantScope[] | undefined
}

/**
 * Turns the set-up link into the first service, its key and its grants: all of them or nothing. Throws what `redeemSetupLink` and
 * `createGrant` throw; the link stays good then.
 */
export function redeemSetup(
  identity: IdentityDeps,
  access: AccessDeps,
  input: RedeemSetup,
): Promise<Redeemed> {
  return redeemSetupLink(identity, input, async (tx, entries, by, { service }) => {
    const scopes: readonly GrantScope[] = [{ action: 'manage' }, ...(input.grants ?? [])]
    for (const scope of scopes) await addGrant(tx, entries, access, by, { ...scope, principal: service.id })
  })
}
