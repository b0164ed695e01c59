import type { Deadline, RetentionModel } from '../model.ts'
import { type Duration, neverLonger, parseDuration } from './duration.ts'

/** `latest` of some members; an `earliest` of these is the normal form of every deadline. */
type Term = readonly { readonly event: string; readonly duration: Duration }[]

/** Nested `latest` over `earliest` multiplies; past this the answer is "not comparable", which is the careful one. */
const MAX_TERMS = 256

/** At most this many `after` in one deadline. */
export const MAX_DEADLINE_PARTS = 64

export function deadlineParts(deadline: Deadline): number {
  if ('after' in deadline) return 1
  const members = 'earliest' in deadline ? deadline.earliest : deadline.latest
  return members.reduce((sum, d) => sum + deadlineParts(d), 0)
}

function terms(deadline: Deadline): readonly Term[] | undefined {
  if ('after' in deadline) return [[{ event: deadline.after, duration: parseDuration(deadline.for) }]]
  if ('earliest' in deadline) {
    const all: Term[] = []
    for (const member of deadline.earliest) {
      const found = terms(member)
      if (found === undefined || all.length + found.length > MAX_TERMS) return undefined
      all.push(...found)
    }
    return all
  }
  let product: readonly Term[] = [[]]
  for (const member of deadline.latest) {
    const found = terms(member)
    if (found === undefined || found.length * product.length > MAX_TERMS) return undefined
    product = product.flatMap((a) => found.map((b) => [...a, ...b]))
  }
  return product
}

const termNeverLater = (a: Term, b: Term): boolean =>
  a.every((x) => b.some((y) => x.event === y.event && neverLonger(x.duration, y.duration)))

/**
 * True when `a` is never due later than `b`, whatever happens and whenever; an unresolved deadline counts as never due. Exact for events
 * that do not depend on one another: earliest and latest make a distributive lattice, in which an earliest of latests lies below another
 * when each of the other's terms has one of ours below it.
 */
export function deadlineNeverLater(a: Deadline, b: Deadline): boolean {
  const [x, y] = [terms(a), terms(b)]
  if (x === undefined || y === undefined) return false
  return y.every((termB) => x.some((termA) => termNeverLater(termA, termB)))
}

/** The least sets of events on which a deadline has a date, as comparable text. */
function resolvesOn(deadline: Deadline): string | undefined {
  const sets = terms(deadline)?.map((term) => new Set(term.map((t) => t.event)))
  if (sets === undefined) return undefined
  const least = sets.filter((s) => !sets.some((o) => o !== s && o.size < s.size && o.isSubsetOf(s)))
  return JSON.stringify([...new Set(least.map((s) => JSON.stringify([...s].sort())))].sort())
}

/**
 * True when rule `a` never keeps data longer than rule `b`. Where the two stop looking at `otherwise` at different events the answer is
 * false although it may be true of some records: to call a longer period shorter would be the worse mistake.
 */
export function retentionNeverLonger(a: RetentionModel | null, b: RetentionModel | null): boolean {
  if (b === null) return true
  if (a === null) return false
  if (b.bucket !== a.bucket && a.bucket === 'law') return false
  if (a.while !== undefined && a.while !== b.while) return false
  if (!deadlineNeverLater(a.destroy, b.destroy)) return false
  if (b.otherwise === undefined) return true
  const coversOther = deadlineNeverLater(a.destroy, b.otherwise)
  if (a.otherwise === undefined) return coversOther
  if (!deadlineNeverLater(a.otherwise, b.otherwise)) return false
  return (
    coversOther || (resolvesOn(a.destroy) === resolvesOn(b.destroy) && resolvesOn(a.destroy) !== undefined)
  )
}
