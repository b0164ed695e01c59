import type { StatusReadReply } from '@azukari/sdk'
import { queryOptions } from '@tanstack/react-query'
import { server } from './server.ts'

export type Status = StatusReadReply
export type Clause = Status['clauses'][number]
export type CheckResult = Clause['checks'][number]

/** What people change is measured when it is asked for, everything else every minute: what is shown is at most a minute and a half behind. */
const EVERY_MS = 30_000

export const statusNow = queryOptions({
  queryKey: ['status', 'now'],
  queryFn: () => server.statusRead(),
  refetchInterval: EVERY_MS,
})

/** As it stood at an instant past. */
export const statusAt = (at: string) =>
  queryOptions({
    queryKey: ['status', at],
    queryFn: () => server.statusRead({ at }),
    staleTime: Number.POSITIVE_INFINITY,
  })
