import { queryOptions } from '@tanstack/react-query'
import { server } from '../../api/server.ts'

/** The policies that come with Azukari, and whether another one may be chosen without anybody else. */
export const policyChoices = queryOptions({
  queryKey: ['policy', 'choices'],
  queryFn: () => server.setupPolicies({}),
})

/** Puts one of them in force while set-up lasts. */
export const choosePolicy = (policy: string) => server.setupChoosePolicy({ body: { policy } })

export type PolicyChoices = Awaited<ReturnType<typeof server.setupPolicies>>
export type ShippedPolicy = PolicyChoices['policies'][number]
