import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useSession } from '../session/session.tsx'
import { server } from './server.ts'

interface Named {
  readonly id: string
  readonly name: string
}

const people = server.personList
const services = server.serviceList

/** People and services, as far as the caller may see them: the first of each list. Kept in memory only, like everything that was read. */
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

/** Their names by id; of an id that is not among them, the id shortened. */
export function usePrincipalName(): (id: string) => string {
  const all = usePrincipals()
  const names = useMemo(() => new Map(all.map(({ id, name }) => [id, name])), [all])
  return useCallback(
    (id) => names.get(id) ?? (id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id),
    [names],
  )
}
