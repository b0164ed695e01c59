import type { Entries } from '../../audit/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy, personOf } from '../acting.ts'
import { readCidr } from './cidr.ts'
import { networkInvalid, networkLocksOut, networkNotFound, networkThere } from './network-errors.ts'
import { networkAdded, networkRemoved } from './network-events.ts'
import {
  firstMiss,
  NETWORK_ID,
  type NetworkRow,
  type NetworkRules,
  type NetworkScope,
  networkId,
  networksOf,
} from './network-rules.ts'

export interface NetworkChangeDeps {
  readonly clock: Clock
  readonly networks: Pick<NetworkRules, 'forget'>
  readonly rolesOf: (caller: Caller) => Promise<readonly string[]>
}

export interface AddNetwork {
  readonly network: string
  readonly scope: NetworkScope
  readonly role?: string | undefined
  /** Bytes of the principal whom the list is for. */
  readonly principal?: Buffer | undefined
}

/** Who asked and who approved, or why nobody did; the machine's operator alone may lock somebody out. */
export interface NetworkApproval {
  readonly requestedBy: string
  readonly approvedBy: string | undefined
  readonly request: Buffer | undefined
  readonly unapproved?: 'operator' | 'emergency' | 'bootstrap' | undefined
}

/** Checks what is asked for before anybody has to decide on it. Throws `network_invalid`. */
export function checkNetwork(input: AddNetwork): AddNetwork {
  const network = readCidr(input.network)
  if ((input.scope === 'role') !== (input.role !== undefined))
    throw networkInvalid('a list for a role names it, and no other does', { where: { pointer: '/role' } })
  if ((input.scope === 'principal') !== (input.principal !== undefined))
    throw networkInvalid('a list for a principal names it, and no other does', {
      where: { pointer: '/principal' },
    })
  return { ...input, network }
}

/**
 * Lets a network in. Run by the request that was approved, in its transaction, which raises the generation; `by` is whoever approves. Throws `network_invalid`, `network_there`,
 * and `network_locks_out` when the approver would not get in from where they are.
 */
export async function addNetwork(
  deps: NetworkChangeDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  input: AddNetwork,
  approval: NetworkApproval,
): Promise<string> {
  const checked = checkNetwork(input)
  const id = newId(deps.clock.now())
  await lockNetworks(tx, by.tenant)
  const made = await tx.query(
    {
      text: `INSERT INTO identity.network (tenant, id, network, scope, role, principal, made_ms, made_by, approved_by, request, unapproved)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id`,
    },
    [
      by.tenant,
      id,
      checked.network,
      checked.scope,
      checked.role ?? null,
      checked.principal ?? null,
      deps.clock.now(),
      approval.requestedBy,
      approval.approvedBy ?? null,
      approval.request ?? null,
      approval.unapproved ?? null,
    ],
  )
  if (made.length === 0) throw networkThere('with this scope')
  const detail = {
    network: networkId(id),
    scope: checked.scope,
    role: checked.role,
    unapproved: approval.unapproved,
  }
  // An address may be somebody's home: the entry commits to it.
  const people = { network: Buffer.from(checked.network, 'utf8') }
  entries.add({ kind: networkAdded, outcome: 'success', ...entryBy(by, people), detail })
  await settle(deps, tx, by, approval)
  return networkId(id)
}

/** Takes a network from the list, as above. Throws `network_not_found`, `network_locks_out`. */
export async function removeNetwork(
  deps: NetworkChangeDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  id: string,
  approval: NetworkApproval,
): Promise<void> {
  await lockNetworks(tx, by.tenant)
  const gone = await tx.query(
    {
      text: `UPDATE identity.network SET removed_ms = $3, removed_by = $4 WHERE tenant = $1 AND id = $2 AND removed_ms IS NULL RETURNING id`,
    },
    [by.tenant, parseId(NETWORK_ID, id), deps.clock.now(), approval.requestedBy],
  )
  if (gone.length === 0) throw networkNotFound('no network of this id is on the list')
  const detail = { network: id, unapproved: approval.unapproved }
  entries.add({ kind: networkRemoved, outcome: 'success', ...entryBy(by), detail })
  await settle(deps, tx, by, approval)
}

// Two changes at once could each leave the approver in and both together lock them out.
async function lockNetworks(tx: Tx, tenant: number): Promise<void> {
  await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('identity.network'), $1)` }, [tenant])
}

async function settle(deps: NetworkChangeDeps, tx: Tx, by: Caller, approval: NetworkApproval): Promise<void> {
  if (approval.unapproved !== 'operator') await refuseLockOut(deps, tx, by)
  tx.afterCommit(() => deps.networks.forget())
}

async function refuseLockOut(deps: NetworkChangeDeps, tx: Tx, by: Caller): Promise<void> {
  const person = personOf(by)
  if (person === undefined) return
  const rows = await tx.query<NetworkRow>(
    {
      text: 'SELECT tenant, id, network, scope, role, principal FROM identity.network WHERE tenant = $1 AND removed_ms IS NULL',
    },
    [by.tenant],
  )
  const missed = firstMiss(networksOf(rows), by, await deps.rolesOf(by), person.session.address)
  if (missed === undefined) return
  throw networkLocksOut('after this change the address you are calling from would not be let in', {
    fix: 'let your own network in first, or approve it from one that stays on the list',
    extra: { scope: missed },
  })
}
