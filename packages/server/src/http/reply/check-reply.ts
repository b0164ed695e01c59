import { z } from 'zod'
import { isAzukariError } from '../../platform/errors.ts'
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

/**
 * Holds what a handler threw against the errors that its route declares. For tests, too. What the machine cannot do at the moment (500 and above) may
 * come of any route.
 */
export function checkRefusal(route: Route, declared: ReadonlySet<string>, error: unknown): unknown {
  if (!isAzukariError(error) || error.status >= 500 || declared.has(error.code)) return error
  return replyNotAsDeclared(`${route.operation}: the error ${error.code} is not declared`, { cause: error })
}
