import { isDeepStrictEqual } from 'node:util'
import { within } from '../compile/resolve-parameters.ts'
import type { ParameterModel, PolicyModel } from '../model.ts'
import { formatParameter } from '../texts/render-text.ts'
import { type Change, change, pair, risky } from './change.ts'

/** Differences between the numbers of two policies. What they cause in collections is reported there too. */
export function diffParameters(before: PolicyModel, after: PolicyModel): Change[] {
  const { added, removed, both } = pair(before.parameters, after.parameters)
  const show = (p: ParameterModel): [string, string] => [formatParameter(p, 'en'), formatParameter(p, 'ja')]
  return [
    ...added.map(([name, p]) => change('parameter-added', name, show(p))),
    ...removed.map(([name, p]) => {
      const [en, ja] = show(p)
      const words = [
        `Was ${en}; nothing can read it any more.`,
        `これまでの値: ${ja}。今後は使えません。`,
      ] as const
      return risky('parameter-removed', name, words, limited(p))
    }),
    ...both.flatMap(([, old, now]) => (isDeepStrictEqual(old, now) ? [] : diffParameter(old, now))),
  ]
}

const limited = (p: ParameterModel): boolean =>
  p.floor !== undefined || p.ceiling !== undefined || p.authorities.length > 0

function diffParameter(old: ParameterModel, now: ParameterModel): Change[] {
  const changes: Change[] = []
  if (old.value !== now.value || old.kind !== now.kind) {
    const words = [
      `${formatParameter(old, 'en')} → ${formatParameter(now, 'en')}`,
      `${formatParameter(old, 'ja')} → ${formatParameter(now, 'ja')}`,
    ] as const
    changes.push(
      weaker(old, now)
        ? risky('parameter-weakened', now.name, words)
        : change('parameter-changed', now.name, words, 'notice'),
    )
  }
  const { value: _a, ...oldLimits } = old
  const { value: _b, ...newLimits } = now
  if (!isDeepStrictEqual(oldLimits, newLimits)) {
    const words = [
      'What is asked of this number changed: its authorities, floor, ceiling or unit.',
      'この値に求められる条件(根拠、下限、上限、単位)が変わります。',
    ] as const
    changes.push(
      looser(old, now)
        ? risky('limit-loosened', now.name, words)
        : change('limit-tightened', now.name, words, 'notice'),
    )
  }
  return changes
}

interface Bound {
  readonly limit: 'at-least' | 'at-most'
  readonly value: string | number
}

/** Everything that is asked of a parameter: authorities, floor and ceiling alike. */
function boundsOf(p: ParameterModel): Bound[] {
  return [
    ...p.authorities,
    ...(p.floor === undefined ? [] : [{ limit: 'at-least' as const, value: p.floor.value }]),
    ...(p.ceiling === undefined ? [] : [{ limit: 'at-most' as const, value: p.ceiling.value }]),
  ]
}

/** True when the value moved away from what somebody asks of it, even inside the limits. */
function weaker(old: ParameterModel, now: ParameterModel): boolean {
  if (old.kind !== now.kind) return limited(old)
  if (old.kind === 'text') return false
  return boundsOf(old).some((b) => !within(now.value, b.limit, old.value))
}

/** True when something that was asked before is asked by nothing as strict any more. */
function looser(old: ParameterModel, now: ParameterModel): boolean {
  const asked = boundsOf(now)
  if (old.kind !== now.kind) return limited(old)
  return boundsOf(old).some(
    (b) => !asked.some((a) => a.limit === b.limit && within(a.value, b.limit, b.value)),
  )
}
