import { z } from 'zod'
import type { Route, RouteReply } from '../../platform/route.ts'
import { replyNotAsDeclared } from '../errors.ts'

/** Holds a reply against its declaration. For tests; a server in use trusts its handlers. */
export function checkReply(route: Route, reply: RouteReply<unknown>): void {
  const say = (what: string) => replyNotAsDeclared(`${route.operation}: ${what}`)
  if (!route.statuses.includes(reply.status)) throw say(`status ${reply.status} is not declared`)
  if (reply.body === undefined) return
  if (route.reply === undefined) throw say('no reply body is declared')
  // What is compared is what goes over the wire: undefined members are gone, dates are text.
  const result = z.safeParse(route.reply, JSON.parse(JSON.stringify(reply.body)))
  if (result.success) return
  const [issue] = result.error.issues
  throw say(`${issue?.code ?? 'differs'} at /${issue?.path.map(String).join('/') ?? ''}`)
}
