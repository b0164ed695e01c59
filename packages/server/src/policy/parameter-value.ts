import { type Duration, parseDuration } from './deadlines/duration.ts'
import type { PolicyModel } from './model.ts'

/** The value in force of a parameter as the policy writes it: a number, an ISO 8601 duration or a text. Undefined where the policy has none of that name. */
export const parameterValue = (policy: PolicyModel, name: string): string | number | undefined =>
  Object.hasOwn(policy.parameters, name) ? policy.parameters[name]?.value : undefined

/** A parameter that is a number, in the unit that the policy gives it. Undefined where the policy has none of that name, or it is no number. */
export function parameterNumber(policy: PolicyModel, name: string): number | undefined {
  const value = parameterValue(policy, name)
  return typeof value === 'number' ? value : undefined
}

/**
 * A parameter that is a duration. Undefined where the policy has none of that name, or it is a number.
 * @throws duration_invalid where it is a text that is no duration
 */
export function parameterDuration(policy: PolicyModel, name: string): Duration | undefined {
  const value = parameterValue(policy, name)
  return typeof value === 'string' ? parseDuration(value) : undefined
}
