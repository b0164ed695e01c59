import type { Effect, RecordHistory, Seen } from './record-history.ts'

type Known = Pick<RecordHistory, 'acknowledged' | 'unknown' | 'destroyed' | 'settled'>

/**
 * Holds what is there, with nothing under way, against what clients were told. Answers what is wrong, or undefined. Every change raises the version by
 * one, so that a version counts effects: a write that was lost, or had its effect twice, shows even when its value does not.
 */
export function judgeRecord(known: Known, seen: Seen): string | undefined {
  const base = known.settled?.version ?? 0
  const least = base + [...known.acknowledged.keys()].filter((version) => version > base).length
  if (seen.kind === 'absent') {
    return known.destroyed === 'no' && least > 0 ? 'acknowledged writes are gone' : undefined
  }
  if (known.destroyed === 'yes')
    return `it is readable (version ${seen.version}) although its deletion was acknowledged`
  if (seen.token === undefined) return `version ${seen.version} has fields of different puts`
  const { version, token } = seen
  const highest = Math.max(base, ...known.acknowledged.keys())
  if (version < highest) return `version ${version} is there, version ${highest} was acknowledged`
  if (version < least || version > least + known.unknown.length) {
    return `version ${version} is there after ${least} known changes and ${known.unknown.length} unknown ones`
  }
  return judgeValue(known, version, token)
}

/** Whether the value may be the one of that version. */
function judgeValue(known: Known, version: number, token: string): string | undefined {
  const puts = putsOf(known)
  const newest = Math.max(0, ...puts.keys())
  const unaccounted = (after: number) => {
    let count = 0
    for (let v = after + 1; v <= version; v++) if (!known.acknowledged.has(v)) count++
    return count
  }
  if (puts.get(newest) === token) {
    const events = known.unknown.filter((effect) => effect.kind === 'event').length
    const missing = unaccounted(newest)
    return missing <= events
      ? undefined
      : `${missing} versions after ${newest} are no known change, and the value is its`
  }
  const open = known.unknown.some((effect) => effect.kind === 'put' && effect.token === token)
  if (open && unaccounted(newest) > 0) return undefined
  if (open)
    return `the value ${token} of an unanswered put stands where ${puts.get(newest)} was acknowledged later`
  const older = [...puts.values()].includes(token)
  return older
    ? `the value ${token} is older than the acknowledged ${puts.get(newest)}`
    : `nobody wrote the value ${token}`
}

function putsOf({ settled, acknowledged }: Known): Map<number, string> {
  const puts = new Map<number, string>()
  if (settled) puts.set(settled.version, settled.token)
  const add = (version: number, effect: Effect) => effect.kind === 'put' && puts.set(version, effect.token)
  for (const [version, effect] of acknowledged) add(version, effect)
  return puts
}
