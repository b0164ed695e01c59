import { useQuery } from '@tanstack/react-query'
import { myFactors } from '../../api/people.ts'
import { server } from '../../api/server.ts'
import { useSession } from '../../session/session.tsx'

export const STEPS = [
  'person',
  'factor',
  'codes',
  'root',
  'policy',
  'collection',
  'service',
  'record',
] as const
export type Step = (typeof STEPS)[number]

export const isStep = (text: string | undefined): text is Step => STEPS.some((s) => s === text)

/** What takes the policy, and so its acceptance. */
const beyondPolicy = (step: Step) => STEPS.indexOf(step) > STEPS.indexOf('policy')

/**
 * Where set-up stands, from what the server knows: whoever closes the page comes back to the first thing that is not done. The steps after
 * the recovery codes may be gone through freely, so the address says which of them is open.
 */
export function useStep(asked: string | undefined): Step | undefined {
  const { state, me } = useSession()
  const first = me?.mustAcceptFirst === true
  const factors = useQuery({
    queryKey: ['my-factors'],
    queryFn: () => myFactors({}),
    enabled: state === 'in',
  })
  const services = useQuery({
    queryKey: ['services'],
    queryFn: () => server.serviceList(),
    enabled: state === 'in' && !first,
  })
  if (state === 'unknown') return undefined
  if (state === 'out') return 'person'
  if (state === 'pending') return me?.factors.length === 0 ? 'factor' : undefined
  if (factors.isPending || (services.isPending && !first)) return undefined
  const open = (step: Step) =>
    STEPS.indexOf(step) >= STEPS.indexOf('codes') && (!first || !beyondPolicy(step))
  if (isStep(asked) && open(asked)) return asked
  if (factors.data?.recoveryCodes === 0) return 'codes'
  return (services.data?.services.length ?? 0) > 0 ? 'record' : 'root'
}
