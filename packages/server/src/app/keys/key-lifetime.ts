import { addDuration, type PolicyInForce, parseDuration } from '../../policy/index.ts'

const PARAMETER = 'credential_rotation_every'

/** Until when a key made at an instant may live: the policy's parameter, in UTC. */
export function keyLifetimeEnds(policy: PolicyInForce): (fromMs: number) => Promise<number> {
  return async (fromMs) => {
    const { model } = await policy.load()
    const value = model.parameters[PARAMETER]?.value
    if (typeof value !== 'string') throw new Error(`the policy has no parameter ${PARAMETER}`)
    return addDuration(fromMs, parseDuration(value), 'UTC')
  }
}
