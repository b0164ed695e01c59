import { addDuration, type PolicyInForce, parameterDuration } from '../../policy/index.ts'

const PARAMETER = 'credential_rotation_every'

/** Until when a key made at an instant may live: the policy's parameter, in UTC. */
export function keyLifetimeEnds(policy: PolicyInForce): (fromMs: number) => Promise<number> {
  return async (fromMs) => {
    const { model } = await policy.load()
    const every = parameterDuration(model, PARAMETER)
    if (every === undefined) throw new Error(`the policy has no parameter ${PARAMETER}`)
    return addDuration(fromMs, every, 'UTC')
  }
}
