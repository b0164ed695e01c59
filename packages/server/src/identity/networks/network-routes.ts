import { z } from 'zod'
import type { Database } from '../../platform/db.ts'
import { type Route, route } from '../../platform/route.ts'
import type { AskFor } from '../ask-for.ts'
import { idText, instant, toIso } from '../wire.ts'
import { listNetworks } from './list-networks.ts'
import { networkInvalid, networkNotFound } from './network-errors.ts'

const scope = z.enum(['all', 'staff', 'role', 'principal'])
const asked = z.object({ id: idText('req'), state: z.string() })

export interface NetworkRoutesDeps {
  readonly database: Database
  readonly ask: AskFor
}

/** Lists of networks that are let in. Nothing here changes them: what is asked for is a request that another person approves. */
export function networkRoutes(deps: NetworkRoutesDeps): readonly Route[] {
  return [listRoute(deps), proposeRoute(deps), removeRoute(deps)]
}

const listRoute = ({ database }: NetworkRoutesDeps) =>
  route({
    operation: 'network.list',
    method: 'GET',
    path: '/networks',
    summary: 'List the networks that are let in',
    access: { action: 'read-access' },
    reply: z.object({
      items: z.array(
        z.object({
          id: idText('net'),
          network: z.string(),
          scope,
          role: z.string().nullable(),
          principal: z.string().nullable(),
          made: instant,
          madeBy: z.string(),
          approvedBy: z.string().nullable(),
          unapproved: z.string().nullable(),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle({ caller }) {
      const items = await listNetworks(database.of(caller.tenant).read, caller.tenant)
      return {
        status: 200,
        body: { items: items.map(({ madeMs, ...rest }) => ({ ...rest, made: toIso(madeMs) })) },
      }
    },
  })

const proposeRoute = ({ ask }: NetworkRoutesDeps) =>
  route({
    operation: 'network.propose',
    method: 'POST',
    path: '/networks',
    summary: 'Ask for a network to be let in; another person approves it',
    access: { action: 'manage-network' },
    body: z.strictObject({
      network: z.string().max(64),
      scope,
      role: z.string().max(64).optional(),
      principal: z.string().max(64).optional(),
      reason: z.string().min(1).max(2000),
    }),
    reply: asked,
    statuses: [201],
    errors: [networkInvalid],
    async handle({ caller, body }) {
      const { reason, ...input } = body
      const made = await ask(caller, { kind: 'network', payload: { change: 'add', ...input }, reason })
      return { status: 201, body: made }
    },
  })

const removeRoute = ({ ask }: NetworkRoutesDeps) =>
  route({
    operation: 'network.remove',
    method: 'POST',
    path: '/networks/{network}/remove',
    summary: 'Ask for a network to be taken from the list; another person approves it',
    access: { action: 'manage-network' },
    params: z.strictObject({ network: idText('net') }),
    body: z.strictObject({ reason: z.string().min(1).max(2000) }),
    reply: asked,
    statuses: [201],
    errors: [networkNotFound],
    async handle({ caller, params, body }) {
      const payload = { change: 'remove', id: params.network }
      const made = await ask(caller, { kind: 'network', payload, reason: body.reason })
      return { status: 201, body: made }
    },
  })
