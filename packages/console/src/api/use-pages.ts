import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Page } from './server.ts'

interface More {
  readonly refetchInterval?: number
}

/** A list that is read page by page, and its rows as far as they are read. */
export function usePages<Item>(
  key: readonly unknown[],
  load: (page: { readonly limit: number; readonly after?: string | undefined }) => Promise<Page<Item>>,
  more: More = {},
) {
  const pages = useInfiniteQuery<
    Page<Item>,
    Error,
    InfiniteData<Page<Item>>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: key,
    queryFn: ({ pageParam: after }) => load({ limit: 100, ...(after ? { after } : {}) }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next,
    ...more,
  })
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((page) => page.items), [pages.data])
  return { pages, rows }
}
