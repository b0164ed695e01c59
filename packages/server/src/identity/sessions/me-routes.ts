import { z } from 'zod'
import { type Caller, type Route, type RouteRequest, route } from '../../platform/route.ts'
import { type PersonCaller, personOf } from '../acting.ts'
import {
  localeInvalid,
  personNameGeneric,
  personNameInvalid,
  personNeeded,
  personNotFound,
  sessionNotFound,
} from '../errors.ts'
import { changePerson } from '../people/change-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { readMe } from '../people/read-me.ts'
import { localeText, personName, zoneText } from '../people/wire.ts'
import { idText, instant, toIso } from '../wire.ts'
import { clearCookie, SESSION_COOKIE } from './cookies.ts'
import { revokeSessions, signOut } from './end-sessions.ts'
import { listSessions } from './list-sessions.ts'
import { sessionReply, sessionToWire } from './wire.ts'

/** The person of a request to a route with access `session` or `pending`. */
export function signedIn(caller: Caller): PersonCaller {
  const person = personOf(caller)
  if (person === undefined) throw personNeeded('only a person has a session')
  return person
}

type Handled = Pick<RouteRequest<unknown, unknown, unknown>, 'caller'>

/** What people ask about themselves. */
export function meRoutes(deps: PeopleDeps): readonly Route[] {
  return [meRoute(deps), changeRoute(deps), signOutRoute(deps), ...ownSessionRoutes(deps)]
}

const meReply = z.object({
  person: z.object({
    id: idText('per'),
    name: z.string(),
    userName: z.string(),
    email: z.string(),
    locale: z.string(),
    zone: z.string(),
    state: z.enum(['invited', 'active', 'suspended', 'left']),
  }),
  tenant: z.object({ id: z.string(), slug: z.string(), zone: z.string() }),
  session: z.object({
    id: idText('ses'),
    state: z.enum(['pending', 'full']),
    amr: z.array(z.string()),
    idleUntil: instant,
    until: instant,
    device: z.string().optional(),
  }),
  actions: z.array(z.string()),
  roles: z.array(z.string()),
  environment: z.string(),
  factors: z.array(z.enum(['totp', 'passkey', 'recovery'])),
  mustEnrol: z.boolean(),
  mustAccept: z.array(z.int()),
  mustAcceptFirst: z.boolean().describe('No version was ever accepted: nothing else is open before'),
})

const meRoute = (deps: PeopleDeps) =>
  route({
    operation: 'me.read',
    method: 'GET',
    path: '/me',
    summary: 'Who is signed in, what they may do, and what is asked of them first',
    access: 'pending',
    reply: meReply,
    statuses: [200],
    errors: [personNeeded, personNotFound],
    async handle({ caller }: Handled) {
      const me = await readMe(deps, signedIn(caller))
      const { idleUntilMs, untilMs, ...session } = me.session
      return {
        status: 200,
        body: { ...me, session: { ...session, idleUntil: toIso(idleUntilMs), until: toIso(untilMs) } },
      }
    },
  })

const changeRoute = (deps: PeopleDeps) =>
  route({
    operation: 'me.change',
    method: 'PUT',
    path: '/me',
    summary: 'Change one’s own name, language and time zone',
    access: 'session',
    body: z.strictObject({
      name: personName.optional(),
      locale: localeText.optional(),
      zone: zoneText.optional(),
    }),
    reply: z.object({ name: z.string(), locale: z.string(), zone: z.string() }),
    statuses: [200],
    errors: [personNeeded, personNotFound, personNameInvalid, personNameGeneric, localeInvalid],
    async handle({ caller, body }) {
      return { status: 200, body: await changePerson(deps, signedIn(caller), body) }
    },
  })

const signOutRoute = (deps: PeopleDeps) =>
  route({
    operation: 'session.end',
    method: 'POST',
    path: '/sign-out',
    summary: 'End the session',
    access: 'pending',
    reply: z.object({ next: z.string().nullable().describe('Where the provider ends its own session') }),
    statuses: [200],
    errors: [personNeeded],
    async handle({ caller }: Handled) {
      const person = signedIn(caller)
      const next = await deps.signOutAt(person)
      await signOut(deps, person)
      return { status: 200, body: { next: next ?? null }, cookies: [clearCookie(SESSION_COOKIE)] }
    },
  })

function ownSessionRoutes(deps: PeopleDeps): readonly Route[] {
  return [
    route({
      operation: 'me.sessions',
      method: 'GET',
      path: '/me/sessions',
      summary: 'One’s own live sessions',
      access: 'session',
      reply: z.object({ items: z.array(sessionReply) }),
      statuses: [200],
      errors: [personNeeded],
      async handle({ caller }: Handled) {
        const { tenant, principal, session } = signedIn(caller)
        const { database, keyring, clock } = deps
        const items = await listSessions(database.of(tenant).read, keyring, tenant, principal, clock.now())
        return { status: 200, body: { items: items.map((item) => sessionToWire(item, session.id)) } }
      },
    }),
    route({
      operation: 'me.revoke-session',
      method: 'POST',
      path: '/me/sessions/{session}/revoke',
      summary: 'End one of one’s own sessions',
      access: 'session',
      params: z.strictObject({ session: idText('ses') }),
      reply: z.object({ ended: z.int() }),
      statuses: [200],
      errors: [personNeeded, personNotFound, sessionNotFound],
      async handle({ caller, params }) {
        const ended = await revokeSessions(deps, caller, {
          person: signedIn(caller).principalId,
          session: params.session,
        })
        return { status: 200, body: { ended } }
      },
    }),
  ]
}
