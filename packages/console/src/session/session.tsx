import { AzukariApiError } from '@azukari/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef } from 'react'
import { type Me, readMe } from '../api/people.ts'
import { noteDeviceNeeded } from './device-needed.ts'
import { here, ZoneContext } from './zone.ts'

/**
 * `out`: nobody is signed in. `pending`: a first factor was given, or a second one has to be set up. `in`: signed in.
 * `unknown`: not asked yet, or the server did not say.
 */
export type SessionState = 'unknown' | 'out' | 'pending' | 'in'

interface Session {
  readonly state: SessionState
  readonly me: Me | undefined
  /** Somebody was signed in on this page, and is not any more. */
  readonly lost: boolean
  readonly error: unknown
  may(...actions: readonly string[]): boolean
  /** Asks again who is signed in, after a step of signing in or out. */
  renew(): Promise<void>
  /** After signing out on purpose: forgets everything that was read. */
  forget(): Promise<void>
}

const Context = createContext<Session | undefined>(undefined)

export const ME = ['me'] as const

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient()
  const was = useRef<string | undefined>(undefined)
  const me = useQuery({ queryKey: ME, queryFn: askMe, staleTime: 30_000, refetchOnWindowFocus: 'always' })
  const state = stateOf(me.data)
  const person = state === 'in' ? me.data?.person.id : undefined

  useEffect(() => {
    if (state === 'unknown') return
    // What one person read is not there for the next.
    if (was.current !== undefined && was.current !== person) dropAllBut(queries)
    if (person !== undefined) was.current = person
  }, [state, person, queries])

  const renew = useCallback(async () => {
    await queries.refetchQueries({ queryKey: ME })
    noteDeviceNeeded(false)
  }, [queries])
  const forget = useCallback(async () => {
    was.current = undefined
    dropAllBut(queries)
    await queries.refetchQueries({ queryKey: ME })
    noteDeviceNeeded(false)
  }, [queries])
  const value = useMemo<Session>(
    () => ({
      state,
      me: me.data ?? undefined,
      lost: state === 'out' && was.current !== undefined,
      error: me.error,
      may: (...actions) => actions.length === 0 || actions.some((a) => me.data?.actions.includes(a)),
      renew,
      forget,
    }),
    [state, me.data, me.error, renew, forget],
  )
  // The same elements whoever is signed in: others would be made anew, and a page would lose what it holds when a session begins or ends.
  return (
    <ZoneContext value={me.data?.person.zone ?? here}>
      <Context value={value}>{children}</Context>
    </ZoneContext>
  )
}

export function useSession(): Session {
  const session = useContext(Context)
  if (session === undefined) throw new Error('outside of the session')
  return session
}

async function askMe(): Promise<Me | null> {
  try {
    return await readMe({})
  } catch (error) {
    if (error instanceof AzukariApiError && error.status === 401) return null
    throw error
  }
}

function stateOf(me: Me | null | undefined): SessionState {
  if (me === undefined) return 'unknown'
  if (me === null) return 'out'
  return me.session.state === 'pending' ? 'pending' : 'in'
}

function dropAllBut(queries: ReturnType<typeof useQueryClient>): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] })
  queries.getMutationCache().clear()
}
