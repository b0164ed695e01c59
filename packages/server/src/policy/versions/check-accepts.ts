import type { Change } from '../diff/change.ts'
import { acceptMissing, acceptUnknown } from '../errors.ts'
import { didYouMean } from '../names.ts'

/**
 * Holds the names given with `--accept` against a plan. Every required one must be there, letter for letter, and none that the plan does not
 * ask for: a list kept from an earlier plan must not accept what nobody looked at. Throws `accept_missing`, `accept_unknown`.
 */
export function checkAccepts(changes: readonly Change[], given: readonly string[]): void {
  const asked = changes.flatMap((c) => (c.accept === undefined ? [] : [c.accept]))
  const names = asked.map((a) => a.name)
  const unknown = given.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    const fix =
      names.length === 0
        ? 'Leave it out: this plan asks for nothing.'
        : didYouMean(unknown[0] ?? '', names, 'name')
    throw acceptUnknown('the plan does not ask for this acceptance', { fix, extra: { asked: names } })
  }
  const missing = asked.filter((a) => a.required && !given.includes(a.name)).map((a) => a.name)
  if (missing.length === 0) return
  throw acceptMissing(`${missing.length} changes orphan, expose or weaken something`, {
    fix: missing.map((name) => `--accept ${name}`).join(' '),
    extra: { missing },
  })
}
