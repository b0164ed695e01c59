import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSession } from '../../session/session.tsx'
import { closeReview, type Decision, decideItems, type Item, listItems } from './api.ts'

/** The items of a review as far as they are read, what stands at its head, and what may be done about them. */
export function useReview(review: string, onlyOpen: boolean) {
  const { may } = useSession()
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: ['reviews'] })
  const pages = useInfiniteQuery({
    queryKey: ['reviews', 'items', review, onlyOpen],
    queryFn: ({ pageParam: after }) =>
      listItems({
        review,
        limit: 500,
        ...(after ? { after } : {}),
        ...(onlyOpen ? { undecided: 'true' as const } : {}),
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
  })
  const head = pages.data?.pages.at(-1)?.review
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((p) => p.items), [pages.data])
  const mayDecide = may('review-access') && head?.closed === null
  const decide = useMutation({
    mutationFn: ({ item, decision }: { item: Item; decision: Decision }) =>
      decideItems({ review, body: { items: [item.n], decision } }),
    onSettled: again,
    meta: { done: 'decided' },
  })
  const close = useMutation({ mutationFn: () => closeReview({ review }), onSuccess: again })
  return { pages, head, rows, mayDecide, decide, close }
}
