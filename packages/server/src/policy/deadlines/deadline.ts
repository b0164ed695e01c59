import { CREATED, type Deadline, type RetentionModel } from '../model.ts'
import { addDuration, parseDuration } from './duration.ts'

/** Every event a deadline looks at, `created` included, each once. */
export const deadlineEvents = (deadline: Deadline): string[] => {
  if ('after' in deadline) return [deadline.after]
  const members = 'earliest' in deadline ? deadline.earliest : deadline.latest
  return [...new Set(members.flatMap(deadlineEvents))]
}

/** True when the deadline has a date from the moment the record is stored. */
export const alwaysResolves = (deadline: Deadline): boolean => {
  if ('after' in deadline) return deadline.after === CREATED
  return 'earliest' in deadline
    ? deadline.earliest.some(alwaysResolves)
    : deadline.latest.every(alwaysResolves)
}

/**
 * When a deadline falls due, in milliseconds since 1970 UTC, or null while it is unresolved. `instants` holds the events that have
 * happened, `created` among them, in the same unit. `zone` is the tenant's.
 */
export const resolveDeadline = (
  deadline: Deadline,
  instants: Readonly<Record<string, number>>,
  zone: string,
): number | null => {
  if ('after' in deadline) {
    if (!Object.hasOwn(instants, deadline.after)) return null
    return addDuration(instants[deadline.after] ?? 0, parseDuration(deadline.for), zone)
  }
  if ('earliest' in deadline) {
    const due = deadline.earliest.map((d) => resolveDeadline(d, instants, zone)).filter((ms) => ms !== null)
    return due.length === 0 ? null : Math.min(...due)
  }
  const due = deadline.latest.map((d) => resolveDeadline(d, instants, zone))
  return due.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)))
}

/** When a retention rule destroys: `destroy` once it resolves, until then `otherwise`; null means no final deadline yet. */
export const resolveRetention = (
  retention: RetentionModel,
  instants: Readonly<Record<string, number>>,
  zone: string,
): number | null =>
  resolveDeadline(retention.destroy, instants, zone) ??
  (retention.otherwise === undefined ? null : resolveDeadline(retention.otherwise, instants, zone))
