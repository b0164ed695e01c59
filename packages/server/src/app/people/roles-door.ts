import {
  accessErrors,
  addAssignment,
  addRequest,
  assignmentKind,
  decideAction,
  endRoles,
  type RequestDeps,
  rolesAskedFor,
  rolesOf,
  sealText,
} from '../../access/index.ts'
import type { Entries } from '../../audit/index.ts'
import { type AssignRoles, personId, type RolesDoor } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { TENANT_ACTIONS, toAccept } from '../../policy/index.ts'

const WHY = {
  invitation: 'Asked for with the invitation.',
  'sign-on': 'The identity provider lists this person in a group that stands for the role.',
}

/** What the identity room asks of roles: the first administrator has them at once, everybody else through a request that another person approves. */
export function rolesDoor(requests: RequestDeps): RolesDoor {
  const { database, clock } = requests
  return {
    errors: [accessErrors.roleUnknown],
    assign: (tx, entries, by, input) => assign(requests, tx, entries, by, input),
    async of(tenant, people) {
      const held = await rolesOf(database.of(tenant).read, tenant, people, clock.now())
      return new Map([...held].map(([id, roles]) => [personId(Buffer.from(id, 'hex')), roles]))
    },
    async standing(caller) {
      const { tenant, principal } = caller
      const authority = await requests.authorities.current(caller)
      const { model } = await requests.policy.load()
      const allowed = (action: string) => decideAction(action, clock.now(), authority, model).allow
      const held = await rolesOf(database.of(tenant).read, tenant, [principal], clock.now())
      return {
        actions: TENANT_ACTIONS.filter(allowed),
        roles: held.get(principal.toString('hex')) ?? [],
        mustAccept: await toAccept(database.of(tenant).read, tenant, principal),
        mustAcceptFirst: !authority.accepted,
      }
    },
  }
}

async function assign(
  requests: RequestDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  { person, roles, reason, mapped = [] }: AssignRoles,
): Promise<void> {
  const { model } = await requests.policy.load()
  const known = roles.filter((role) => Object.hasOwn(model.roles ?? {}, role))
  const principal = personId(person)
  if (reason === 'bootstrap') {
    for (const role of known) {
      await addAssignment(tx, entries, requests, by, { principal, role }, { requestedBy: by.principalId })
    }
    return
  }
  const nowMs = requests.clock.now()
  const gone = mapped.filter((role) => !roles.includes(role))
  if (gone.length > 0) await endRoles(tx, entries, requests, by, { principal, roles: gone })
  const held = (await rolesOf(tx, by.tenant, [person], nowMs)).get(person.toString('hex')) ?? []
  const asked = await rolesAskedFor(tx, by.tenant, principal, nowMs)
  // An invitation is by somebody who passed the gate; a provider's word is not, and waits for another person whatever happens.
  const admitted = reason === 'invitation' && by.kind === 'person' ? model : undefined
  // Who invites is told that the policy has no such role (`role_unknown`); a group of a provider may stand for what another policy has.
  const wanted = reason === 'invitation' ? roles : known
  for (const role of wanted.filter((one) => !held.includes(one) && !asked.has(one))) {
    const id = newId(nowMs)
    await addRequest(tx, entries, requests, {
      id,
      by,
      kind: requests.kinds.get(assignmentKind(requests).kind),
      input: { principal, role },
      reason: await sealText(requests, by.tenant, id, 'reason', WHY[reason]),
      emergency: false,
      model: admitted,
    })
  }
}
