import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { server } from '../api/server.ts'

let reachable = true
const listeners = new Set<() => void>()

/** Learnt from every answer and every missing one. */
export function noteReachable(yes: boolean): void {
  if (reachable === yes) return
  reachable = yes
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useReachable = (): boolean => useSyncExternalStore(subscribe, () => reachable)

const ASK_EVERY_MS = 2000

/** While the server is away, asks for it, and has everything on the screen read again when it is back. */
export function useComeBack(): void {
  const yes = useReachable()
  const queries = useQueryClient()
  useEffect(() => {
    if (yes) return
    const timer = setInterval(async () => {
      const answered = await server.health().then(
        () => true,
        () => false,
      )
      if (!answered) return
      noteReachable(true)
      void queries.invalidateQueries()
    }, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [yes, queries])
}
