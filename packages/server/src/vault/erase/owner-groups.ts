import { HELD_DAY } from '../../keys/index.ts'
import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import type { KeptKeys } from './what-is-left.ts'

/** What is left of a data owner's records after an erasure, and until when. */
export interface Survivor {
  readonly classes: readonly string[]
  /** law: a law retains it. hold: somebody placed a hold. not_personal: it says nothing of a person. */
  readonly why: 'law' | 'hold' | 'not_personal'
  readonly records: number
  /** The latest end of it in milliseconds; null: none is set. */
  readonly untilMs: number | null
}

/** Numbers of the groups that hold something personal, under any version of the policy; a class that it no longer has counts as personal. */
export function erasableGroups(applied: AppliedPolicy, collection: CollectionModel): number[] {
  return [...groupsOf(applied, collection)].flatMap(([number, classes]) =>
    classes.some((name) => applied.model.classes[name]?.personal !== false) ? [number] : [],
  )
}

/** Kept keys as people read them: by classes and reason. */
export function survivorsOf(
  applied: AppliedPolicy,
  collection: CollectionModel,
  kept: readonly KeptKeys[],
): Survivor[] {
  const groups = groupsOf(applied, collection)
  const survivors = new Map<string, Survivor>()
  for (const { grp, day, records, until } of kept) {
    const why = day === HELD_DAY ? 'hold' : day < HELD_DAY ? 'law' : 'not_personal'
    const name = `${grp}/${why}`
    const of = survivors.get(name)
    const untilMs = until === null || of?.untilMs === null ? null : Math.max(until, of?.untilMs ?? 0)
    survivors.set(name, {
      classes: groups.get(grp) ?? [],
      why,
      records: records + (of?.records ?? 0),
      untilMs,
    })
  }
  return [...survivors.values()]
}

function groupsOf({ numbers }: AppliedPolicy, collection: CollectionModel): Map<number, string[]> {
  const prefix = `${collection.name}/`
  return new Map(
    Object.entries(numbers.group).flatMap(([name, number]) =>
      name.startsWith(prefix) ? [[number, name.slice(prefix.length).split('+')] as const] : [],
    ),
  )
}
