import { useQuery } from '@tanstack/react-query'
import { server } from '../../api/server.ts'

interface Collection {
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly class: string }[]
  readonly purposes: readonly { readonly name: string }[]
}

const list = server.collectionList

/** The collections that can be asked about; none for whoever may not see them, who types the names instead. */
export function useCollections(): readonly Collection[] {
  const collections = useQuery({
    queryKey: ['collections'],
    queryFn: () => list({}),
    staleTime: 60_000,
    retry: false,
  })
  return collections.data?.collections ?? []
}
