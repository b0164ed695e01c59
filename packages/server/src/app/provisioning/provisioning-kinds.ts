import { z } from 'zod'
import {
  type Approval,
  parsePrincipal,
  type RequestKind,
  requireLivePrincipal,
  requireRole,
} from '../../access/index.ts'
import {
  addNetwork,
  approveDevice,
  checkNetwork,
  type IdentityDeps,
  mapGroup,
  type NetworkApproval,
  type NetworkChangeDeps,
  personId,
  removeNetwork,
  requireResettable,
  resetFactors,
  type ScimDeps,
  unmapGroup,
  waitingDevice,
} from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import type { PolicyInForce } from '../../policy/index.ts'

const id = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`))
const requestBytes = ({ request }: Approval) => parseId('req', request)

const networkInput = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('add'),
    network: z.string().max(64),
    scope: z.enum(['all', 'staff', 'role', 'principal']),
    role: z.string().max(64).optional(),
    principal: z.string().max(64).optional(),
  }),
  z.strictObject({ change: z.literal('remove'), id: id('net') }),
])
type NetworkInput = z.output<typeof networkInput>

/** A network onto the list or from it (A1, S12). Whoever approves it still gets in afterwards. */
export function networkKind(deps: NetworkChangeDeps): RequestKind<NetworkInput, NetworkInput> {
  const toAdd = ({ network, scope, role, principal }: Extract<NetworkInput, { change: 'add' }>) => ({
    network,
    scope,
    role,
    principal: principal === undefined ? undefined : parsePrincipal(principal).id,
  })
  return {
    kind: 'network',
    requestAction: 'manage-network',
    approveAction: 'approve-access',
    emergency: true,
    input: networkInput,
    async prepare(tx, { by }, asked) {
      if (asked.change === 'remove') return asked
      if (asked.principal !== undefined) await requireLivePrincipal(tx, by.tenant, asked.principal)
      return { ...asked, network: checkNetwork(toAdd(asked)).network }
    },
    subject: (payload) => (payload.change === 'add' ? payload.principal : undefined),
    beneficiaries: (payload) =>
      payload.change === 'add' && payload.principal !== undefined ? [payload.principal] : [],
    async run(tx, entries, payload, approval) {
      const { by, requestedBy, approvedBy } = approval
      const how: NetworkApproval = {
        requestedBy,
        approvedBy,
        request: requestBytes(approval),
        unapproved: approvedBy === undefined ? 'emergency' : undefined,
      }
      if (payload.change === 'add')
        return { network: await addNetwork(deps, tx, entries, by, toAdd(payload), how) }
      await removeNetwork(deps, tx, entries, by, payload.id, how)
      return { network: payload.id }
    },
  }
}

const deviceInput = z.strictObject({ device: id('dev') })

/** A company device (A5), enrolled by its person and approved by another. */
export function deviceKind(
  deps: Pick<IdentityDeps, 'clock'>,
): RequestKind<{ device: string }, { device: string; person: string }> {
  return {
    kind: 'device',
    requestAction: 'any',
    approveAction: 'approve-access',
    input: deviceInput,
    async prepare(tx, { by }, { device }) {
      return { device, person: personId(await waitingDevice(tx, by.tenant, device)) }
    },
    subject: ({ person }) => person,
    beneficiaries: ({ person }) => [person],
    async run(tx, entries, { device }, approval) {
      const { approvedBy } = approval
      await approveDevice(deps, tx, entries, approval.by, device, {
        approvedBy,
        request: requestBytes(approval),
      })
      return { device }
    },
  }
}

const factorResetInput = z.strictObject({ person: id('per') })

/** Somebody lost every factor: they are taken away, and a new invitation lets the person add others. Two others say so. */
export function factorResetKind(
  deps: Pick<IdentityDeps, 'clock'>,
): RequestKind<{ person: string }, { person: string }> {
  return {
    kind: 'factor-reset',
    requestAction: 'manage-people',
    approveAction: 'approve-access',
    givesAccess: false,
    input: factorResetInput,
    async prepare(tx, { by }, { person }) {
      await requireResettable(tx, by, person)
      return { person }
    },
    subject: ({ person }) => person,
    beneficiaries: ({ person }) => [person],
    async run(tx, entries, { person }, { by }) {
      const { sessions } = await resetFactors(tx, entries, deps, by, person)
      return { person, sessions }
    },
  }
}

const groupRoleInput = z.strictObject({
  change: z.enum(['map', 'unmap']),
  group: id('sgr'),
  role: z.string().max(64),
})
type GroupRoleInput = z.output<typeof groupRoleInput>

/** Whoever is in a group of the directory has a role. Its members of now gain by it; who comes later does by the directory's word. */
export function groupRoleKind(
  deps: ScimDeps,
  policy: PolicyInForce,
): RequestKind<GroupRoleInput, GroupRoleInput & { members: string[] }> {
  return {
    kind: 'group-role',
    requestAction: 'manage-people',
    approveAction: 'approve-access',
    givesAccess: false,
    input: groupRoleInput,
    async prepare(tx, { by }, asked) {
      const { model } = await policy.load()
      if (asked.change === 'map') requireRole(model, asked.role)
      const rows = await tx.query<{ person: Buffer }>(
        {
          text: 'SELECT person FROM identity.scim_member WHERE tenant = $1 AND in_group = $2 ORDER BY person LIMIT 1000',
        },
        [by.tenant, parseId('sgr', asked.group)],
      )
      return { ...asked, members: rows.map((row) => personId(row.person)) }
    },
    beneficiaries: ({ change, members }) => (change === 'map' ? members : []),
    async run(tx, entries, { change, group, role }, approval) {
      const { by, requestedBy, approvedBy } = approval
      if (change === 'unmap') {
        await unmapGroup(deps, tx, entries, by, { group, role, requestedBy })
      } else {
        // No emergency and no bootstrap run this kind: somebody approved it.
        if (approvedBy === undefined) throw new Error('a group is mapped by an approval only')
        const request = requestBytes(approval)
        await mapGroup(deps, tx, entries, by, { group, role, requestedBy, approvedBy, request })
      }
      return { group, role }
    },
  }
}
