import { z } from 'zod'
import { parseId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { ownAccountRefused, personNotFound, personStateWrong, sessionNotFound } from '../errors.ts'
import { revokeSessions } from '../sessions/end-sessions.ts'
import { listSessions } from '../sessions/list-sessions.ts'
import { sessionReply, sessionToWire } from '../sessions/wire.ts'
import { factorName } from '../sign-in/sign-in-routes.ts'
import { idText, instant, toIso, toIsoOrNull } from '../wire.ts'
import { type ListedPerson, listPeople, readPerson } from './list-people.ts'
import type { PeopleDeps } from './people-deps.ts'
import { PERSON_ID } from './person-id.ts'
import { resumePerson, suspendPerson } from './suspend-person.ts'

const see = { action: 'read-access' } as const
const manage = { action: 'manage-people' } as const
const params = z.strictObject({ person: idText('per') })
const states = z.enum(['invited', 'active', 'suspended', 'left'])

const personReply = z.object({
  id: idText('per'),
  name: z.string(),
  userName: z.string(),
  email: z.string(),
  state: states,
  source: z.enum(['setup', 'invitation', 'sign-on', 'scim']),
  locale: z.string(),
  zone: z.string(),
  factors: z.array(factorName),
  providers: z.array(z.string()),
  roles: z.array(z.string()),
  created: instant,
  lastSeen: instant.nullable(),
})

const personToWire = ({ createdMs, lastSeenMs, factors, providers, roles, ...person }: ListedPerson) => ({
  ...person,
  factors: [...factors],
  providers: [...providers],
  roles: [...roles],
  created: toIso(createdMs),
  lastSeen: toIsoOrNull(lastSeenMs),
})

/** Who is there, and looking after them. */
export function peopleAdminRoutes(deps: PeopleDeps): readonly Route[] {
  return [...readRoutes(deps), ...stateRoutes(deps), ...sessionRoutes(deps)]
}

function readRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    route({
      operation: 'person.list',
      method: 'GET',
      path: '/people',
      summary: 'The people of the tenant',
      access: see,
      query: z.strictObject({
        state: states.optional(),
        after: idText('per').optional(),
        limit: z.coerce.number().int().min(1).max(100).optional(),
      }),
      reply: z.object({ items: z.array(personReply), next: idText('per').optional() }),
      statuses: [200],
      errors: [],
      async handle({ caller, query }) {
        const { people, next } = await listPeople(deps, caller.tenant, query)
        return {
          status: 200,
          body: { items: people.map(personToWire), ...(next === undefined ? {} : { next }) },
        }
      },
    }),
    route({
      operation: 'person.read',
      method: 'GET',
      path: '/people/{person}',
      summary: 'One person',
      access: see,
      params,
      reply: personReply,
      statuses: [200],
      errors: [personNotFound],
      async handle({ caller, params: { person } }) {
        return { status: 200, body: personToWire(await readPerson(deps, caller.tenant, person)) }
      },
    }),
  ]
}

function stateRoutes(deps: PeopleDeps): readonly Route[] {
  const errors = [personNotFound, personStateWrong, ownAccountRefused]
  return [
    route({
      operation: 'person.suspend',
      method: 'POST',
      path: '/people/{person}/suspend',
      summary: 'Suspend a person: all their sessions end now',
      access: manage,
      params,
      reply: z.object({ id: idText('per'), ended: z.int() }),
      statuses: [200],
      errors,
      async handle({ caller, params: { person } }) {
        const { sessions } = await suspendPerson(deps, caller, person)
        return { status: 200, body: { id: person, ended: sessions } }
      },
    }),
    route({
      operation: 'person.resume',
      method: 'POST',
      path: '/people/{person}/resume',
      summary: 'Let a suspended person in again',
      access: manage,
      params,
      reply: z.object({ id: idText('per') }),
      statuses: [200],
      errors,
      async handle({ caller, params: { person } }) {
        await resumePerson(deps, caller, person)
        return { status: 200, body: { id: person } }
      },
    }),
  ]
}

function sessionRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    route({
      operation: 'person.sessions',
      method: 'GET',
      path: '/people/{person}/sessions',
      summary: 'A person’s live sessions',
      access: manage,
      params,
      reply: z.object({ items: z.array(sessionReply) }),
      statuses: [200],
      errors: [personNotFound],
      async handle({ caller, params: { person } }) {
        await readPerson(deps, caller.tenant, person)
        const id = parseId(PERSON_ID, person)
        const { database, keyring, clock } = deps
        const items = await listSessions(
          database.of(caller.tenant).read,
          keyring,
          caller.tenant,
          id,
          clock.now(),
        )
        return { status: 200, body: { items: items.map((item) => sessionToWire(item)) } }
      },
    }),
    route({
      operation: 'person.revoke-sessions',
      method: 'POST',
      path: '/people/{person}/sessions/revoke',
      summary: 'End all sessions of a person, or one',
      access: manage,
      params,
      body: z.strictObject({ session: idText('ses').optional() }).optional(),
      reply: z.object({ ended: z.int() }),
      statuses: [200],
      errors: [personNotFound, sessionNotFound],
      async handle({ caller, params: { person }, body }) {
        const ended = await revokeSessions(deps, caller, { person, session: body?.session })
        return { status: 200, body: { ended } }
      },
    }),
  ]
}
