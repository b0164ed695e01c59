import type { Route } from '../../src/platform/route.ts'
import type { Who } from './who.ts'

/** How the way in answers: let through to the route's own work, or turned away with this code. */
export type Way = 'in' | string

export interface Ground {
  /** Whether a company device was ever approved: from then on people need one. */
  readonly devices: 'none' | 'unknown' | 'company'
}

/** What may be called from a device nobody knows, beside the routes that a first factor opens. */
const FROM_ANYWHERE = new Set([
  'device.enrol-options',
  'device.enrol',
  'device.confirm-options',
  'device.confirm',
  'device.enrol-certificate',
  'device.confirm-certificate',
])

/** What it takes to accept the policy, beside what the first factor opens: open to whoever has not accepted it yet. */
const BEFORE_ACCEPTANCE = new Set([
  ...FROM_ANYWHERE,
  'policy.acknowledge',
  'me.factors',
  'me.recovery-codes',
  'me.remove-factor',
])

/** Whoever may change or approve something may look at it: said in the guide, and written out here once more. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'read-access': ['manage'],
  'read-status': ['manage-policy', 'approve-change'],
  'report-scan': ['manage'],
  'make-sample': ['manage'],
}

/** The declared table: what a route says of itself, and what the policy says of roles. */
export function expected(route: Route, who: Who, { devices }: Ground): Way {
  const { access, operation } = route
  if (who.kind === 'stranger') return access === 'public' ? 'in' : 'wrong_tenant'
  if (access === 'public') return 'in'
  const forPeople = access === 'pending' || access === 'session'
  if (who.kind === 'anonymous') return forPeople ? 'session_missing' : 'key_missing'
  if (who.kind === 'service' && forPeople) return 'person_needed'
  if (who.kind === 'pending' && access !== 'pending') return 'second_factor_needed'
  const onTheirs = devices === 'unknown' && (who.kind === 'person' || who.kind === 'unaccepted')
  if (onTheirs && access !== 'pending' && !FROM_ANYWHERE.has(operation)) return 'device_needed'
  if (who.kind === 'unaccepted' && access !== 'pending' && !BEFORE_ACCEPTANCE.has(operation))
    return 'acceptance_needed'
  if (typeof access === 'string') return 'in'
  const { action } = access
  const allowed = [action, ...(ALSO[action] ?? [])].some((name) => who.actions.has(name))
  return allowed ? 'in' : 'action_denied'
}

const TURNED_AWAY = new Set([
  'key_missing',
  'session_missing',
  'person_needed',
  'second_factor_needed',
  'device_needed',
  'acceptance_needed',
  'network_refused',
  'wrong_tenant',
  'action_denied',
])

/** What an answer says of the way in. A room that decides by itself may deny an action too, behind a door that any principal passes. */
export function observed(route: Route, status: number, code: string | undefined): Way {
  if (status >= 500) return `failed: ${status} ${code}`
  if (code === undefined || !TURNED_AWAY.has(code)) return 'in'
  return code === 'action_denied' && typeof route.access === 'string' ? 'in' : code
}
