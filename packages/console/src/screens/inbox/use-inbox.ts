import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { approveRequest, listRequests, type Request, refuseRequest } from '../../api/requests.ts'
import { usePages } from '../../api/use-pages.ts'
import { say } from '../../components/announcer/said.ts'

export type View = 'decide' | 'review' | 'mine' | 'all'

const ASKED = {
  decide: { state: 'open', approvable: 'true' },
  review: { state: 'approved' },
  mine: { mine: 'true' },
  all: {},
} as const

/** The requests of one view, and the decision on one of them without a note. */
export function useInbox(view: View) {
  const queries = useQueryClient()
  const { pages, rows: all } = usePages(
    ['requests', view],
    (page) => listRequests({ ...ASKED[view], ...page }),
    { refetchInterval: 30_000 },
  )
  const rows = useMemo(() => (view === 'review' ? all.filter((r) => r.reviewable) : all), [all, view])
  const decide = useMutation({
    mutationFn: ({ request, yes }: { request: Request; yes: boolean }) =>
      (yes ? approveRequest : refuseRequest)({ request: request.id, body: {} }),
    onSuccess: (_answer, { yes }) => say(yes ? 'approved' : 'refused'),
    onSettled: () => queries.invalidateQueries(),
  })
  return { pages, rows, decide }
}
