import { useCallback, useEffect, useRef, useState } from 'react'
import { type Entry, followLog } from './api.ts'
import { eventsOf } from './event-stream.ts'
import type { LogView } from './page.tsx'

/** Kept on the page at most; older ones are a page of the log away. */
const MOST = 2000

/** Follows the log over one request that stays open. It ends with the component, with another filter, and with the right to read. */
export function useFollow({ kind, outcome }: LogView) {
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const [state, setState] = useState<'off' | 'on'>('off')
  const [error, setError] = useState<unknown>(undefined)
  const running = useRef<AbortController | undefined>(undefined)

  const stop = useCallback(() => {
    running.current?.abort()
    running.current = undefined
    setState('off')
  }, [])

  const start = useCallback(
    (from: number) => {
      running.current?.abort()
      const control = new AbortController()
      running.current = control
      setEntries([])
      setError(undefined)
      setState('on')
      void follow(
        { from, ...(kind ? { kind } : {}), ...(outcome ? { outcome } : {}) },
        control.signal,
        (found) => setEntries((kept) => [...[...found].reverse(), ...kept].slice(0, MOST)),
      )
        .catch((failed: unknown) => {
          if (!control.signal.aborted) setError(failed)
        })
        .finally(() => {
          if (running.current === control) setState('off')
        })
    },
    [kind, outcome],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter is another stream
  useEffect(() => stop, [stop, kind, outcome])
  return { entries, state, error, start, stop }
}

async function follow(
  asked: { from: number; kind?: string; outcome?: 'success' | 'failure' },
  signal: AbortSignal,
  found: (entries: readonly Entry[]) => void,
): Promise<void> {
  const stream = await followLog(asked, { signal })
  for await (const { event, data } of eventsOf(stream)) {
    if (event === 'entries') found((JSON.parse(data) as { entries: readonly Entry[] }).entries)
  }
}
