/** The member of a record, never one inherited from Object.prototype: names come from a file. */
export const lookup = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** Names that mean something to JavaScript itself; as keys they vanish or answer for others. */
export const isReservedName = (name: string): boolean => name === '__proto__' || name in Object.prototype

/** Edit distance with swapped neighbours (optimal string alignment), abandoned above `limit`. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let older: number[] = []
  let old = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (older[j - 2] ?? 0) + 1)
      row.push(best)
    }
    older = old
    old = row
  }
  return old[b.length] ?? limit + 1
}

/** The known name that was probably meant, or undefined. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  if (name.length > 100) return undefined
  const limit = name.length <= 3 ? 1 : Math.max(2, Math.floor(name.length / 3))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of known) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase(), limit)
    if (d < bestDistance) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

const LISTED = 12

/** What to write instead of an unknown name: the nearest one, or what there is. */
export const didYouMean = (name: string, known: readonly string[], what: string): string => {
  const near = nearest(name, known)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (known.length === 0) return `There is no ${what} yet: declare one first.`
  const listed = known.slice(0, LISTED).join(', ')
  if (known.length <= LISTED) return `Write one of: ${listed}.`
  return `Write one of: ${listed}, and ${known.length - LISTED} more.`
}
