import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personStateWrong, serviceNameTaken } from '../errors.ts'
import { serviceCreated } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { serviceId } from './find-service.ts'
import { checkServiceName } from './service-name.ts'

export interface CreateService {
  readonly name: string
}

export interface CreatedService {
  readonly id: string
  readonly principal: Buffer
  readonly name: string
}

/**
 * Makes a service: a principal without a key and without a grant. Throws `service_name_invalid`, `service_name_generic`, `service_name_taken`.
 *
 * Commit point: a crash before it leaves nothing; after it service, entry and the new generation of the tenant's authority.
 */
export async function createService(
  deps: IdentityDeps,
  by: Caller,
  input: CreateService,
): Promise<CreatedService> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const made = await addService(tx, entries, deps, by, input)
    await deps.bumpAuthority(tx, by.tenant)
    return made
  })
  return value
}

/** The same within a transaction of the caller's, who raises the generation. */
export async function addService(
  tx: Tx,
  entries: Entries,
  deps: IdentityDeps,
  by: Caller,
  { name }: CreateService,
): Promise<CreatedService> {
  const folded = checkServiceName(name, deps.clauseOf)
  const nowMs = deps.clock.now()
  const principal = newId(nowMs)
  // Until people are registered the machine's operator answers for what is made.
  const owner = by.kind === 'person' ? by.principalId : 'operator'
  if (by.kind === 'person') await requireHere(tx, by)
  const made = await tx.query(
    {
      text: `INSERT INTO identity.service (tenant, id, name, folded, owner, created_ms, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (tenant, folded) DO NOTHING RETURNING id`,
    },
    [by.tenant, principal, name, folded, owner, nowMs, by.principalId],
  )
  if (made.length === 0) {
    throw serviceNameTaken('names that differ in case, width or punctuation alone count as one', {
      where: { pointer: '/name' },
    })
  }
  const id = serviceId(principal)
  // A name was chosen by someone and may be one: the entry commits to it.
  entries.add({
    kind: serviceCreated,
    outcome: 'success',
    ...entryBy(by, { name: Buffer.from(name, 'utf8') }),
    detail: { service: id, owner: owner === 'operator' ? owner : 'person' },
  })
  return { id, principal, name }
}

/** Whoever is to answer for it is here until the transaction ends: their leaving waits, finds the service and ends it, or came first. */
async function requireHere(tx: Tx, by: Caller): Promise<void> {
  const text = 'SELECT state FROM identity.person WHERE tenant = $1 AND id = $2 FOR SHARE'
  const [row] = await tx.query<{ state: string }>({ text }, [by.tenant, by.principal])
  if (row?.state !== 'active') throw personStateWrong('who makes a service is active here')
}
