import {
  type AppliedPolicy,
  bindingRules,
  type CollectionModel,
  type GroupModel,
  resolveRetention,
} from '../../policy/index.ts'
import { dueOf, type EventTimes } from './clocks.ts'

/** What a record's clocks are bound by beside the rule in force. */
export interface Bound {
  readonly applied: AppliedPolicy
  readonly collection: CollectionModel
  readonly zone: string
  /** Policy version under which the record was first stored; absent: stored now. */
  readonly born?: number | undefined
  /** By class: a deadline that was promised and is not put off, in milliseconds. */
  readonly promised?: ReadonlyMap<string, number> | undefined
}

/**
 * When a group's cells are destroyed: by the rule in force and by every other one that was since the record was first stored, whichever is due
 * first. So a shorter period counts at once, and a longer one for new records only; one that was accepted ends the rules before it. Null while none
 * sets an end.
 */
export function boundDue(bound: Bound, group: GroupModel, events: EventTimes): number | null {
  const { applied, collection, zone, born, promised } = bound
  let due = dueOf(group, events, zone)
  if (born === undefined) return due
  const earlier = (other: number | null | undefined) => {
    if (other !== null && other !== undefined && (due === null || other < due)) due = other
  }
  for (const cls of group.classes) {
    for (const { retention } of bindingRules(applied.history, `${collection.name}/${cls}`, born)) {
      if (retention) earlier(resolveRetention(retention, events, zone))
    }
    earlier(promised?.get(cls))
  }
  return due
}
