import type { ReviewDeps } from '../../access/index.ts'
import {
  offBoardPerson,
  type PeopleDeps,
  type ProvisioningDeps,
  revokeDevice,
  suspendPerson,
  unmapGroup,
} from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'

/** How a review ends what the identity room keeps. Who is removed leaves, by the leaver's path; who is suspended may be let in again. */
export function reviewEnders(
  people: PeopleDeps,
  provisioning: Pick<ProvisioningDeps, 'leavers' | 'scim'>,
): ReviewDeps['enders'] {
  return {
    async person(by, person, how) {
      if (how === 'revoke') await offBoardPerson(provisioning.leavers, by, { person, source: 'people' })
      else await suspendPerson(people, by, person)
    },
    async device(by, device) {
      await revokeDevice(people, by, device)
    },
    group: (by, group) => unmapAll(provisioning, by, group),
  }
}

/** Whoever has a role by the group loses it. */
async function unmapAll({ scim }: Pick<ProvisioningDeps, 'scim'>, by: Caller, group: string): Promise<void> {
  await scim.writer.transaction(by.tenant, async (tx, entries) => {
    const rows = await tx.query<{ role: string }>(
      {
        text: 'SELECT role FROM identity.group_role WHERE tenant = $1 AND in_group = $2 AND ended_ms IS NULL ORDER BY role',
      },
      [by.tenant, parseId('sgr', group)],
    )
    for (const { role } of rows) {
      await unmapGroup(scim, tx, entries, by, { group, role, requestedBy: by.principalId })
    }
    if (rows.length > 0) await scim.bumpAuthority(tx, by.tenant)
  })
}
