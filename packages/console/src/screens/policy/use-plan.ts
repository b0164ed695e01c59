import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type PolicyFiles, planPolicy } from '../../api/policy.ts'

/**
 * What the server says that files would change. It stands until the next one is asked for; only when the reader takes another language is it asked
 * again, and what was accepted meanwhile stays. Each press is a question of its own: the same files may mean another change by now.
 */
export function usePlan() {
  const [asked, setAsked] = useState<{ readonly files: PolicyFiles; readonly times: number }>()
  const { data, error, isFetching } = useQuery({
    queryKey: ['policy', 'plan', asked?.times],
    queryFn: () => planPolicy({ body: { files: asked?.files ?? {} } }),
    enabled: asked !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return {
    data,
    error,
    isFetching,
    files: asked?.files,
    ask: (files: PolicyFiles) => setAsked({ files, times: (asked?.times ?? 0) + 1 }),
  }
}
