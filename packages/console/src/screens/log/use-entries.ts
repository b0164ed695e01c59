import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type EntriesAsked, readEntries } from './api.ts'
import type { LogView } from './page.tsx'

const PAGE = 200

/** The entries that a view asks for, as far as they are read. With `openings` what they commit to is opened, and logged as read. */
export function useEntries({ kind, outcome, order }: LogView, openings: boolean) {
  const asked: EntriesAsked = {
    order: order ?? 'newest',
    limit: PAGE,
    ...(kind ? { kind } : {}),
    ...(outcome ? { outcome } : {}),
    ...(openings ? { openings: 'true' as const } : {}),
  }
  const pages = useInfiniteQuery({
    queryKey: ['log', 'entries', asked],
    queryFn: ({ pageParam, signal }) =>
      readEntries(pageParam === undefined ? asked : { ...asked, from: pageParam }, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
    // What was opened is not kept when nobody looks at it.
    gcTime: openings ? 0 : 60_000,
    refetchOnWindowFocus: false,
  })
  const read = useMemo(() => (pages.data?.pages ?? []).flatMap((p) => p.entries), [pages.data])
  return { pages, read }
}
