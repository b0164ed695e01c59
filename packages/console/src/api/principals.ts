import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useSession } from '../session/session.tsx'
import { operation, type Page } from './server.ts'

interface Named {
  readonly id: string
  readonly name: string
}

const people = operation<{ limit: number }, Page<Named>>('GET', '/people', { query: ['limit'] })
const services = operation<{ limit: number }, { readonly services: readonly Named[] }>('GET', '/services', {
  query: ['limit'],
})

/**
 * Names of people and services by id, for whoever may see them; for others, and for an id that is not among the first hundred, the id
 * shortened. Names are kept in memory only, like everything that was read.
 */
export function usePrincipalName(): (id: string) => string {
  const { may } = useSession()
  const named = useQuery({
    queryKey: ['people', 'names'],
    queryFn: () => people({ limit: 100 }),
    enabled: may('read-access'),
    staleTime: 60_000,
  })
  const programs = useQuery({
    queryKey: ['services', 'names'],
    queryFn: () => services({ limit: 200 }),
    enabled: may('manage'),
    staleTime: 60_000,
  })
  const names = useMemo(
    () =>
      new Map(
        [...(named.data?.items ?? []), ...(programs.data?.services ?? [])].map(({ id, name }) => [id, name]),
      ),
    [named.data, programs.data],
  )
  return useCallback(
    (id) => names.get(id) ?? (id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id),
    [names],
  )
}

/** People and services to choose from. */
export function usePrincipals(): readonly Named[] {
  const { may } = useSession()
  const named = useQuery({
    queryKey: ['people', 'names'],
    queryFn: () => people({ limit: 100 }),
    enabled: may('read-access'),
    staleTime: 60_000,
  })
  const programs = useQuery({
    queryKey: ['services', 'names'],
    queryFn: () => services({ limit: 200 }),
    enabled: may('manage'),
    staleTime: 60_000,
  })
  return useMemo(
    () => [...(named.data?.items ?? []), ...(programs.data?.services ?? [])],
    [named.data, programs.data],
  )
}
