import { type VerifyReport, verifyLog } from '@azukari/proof'
import { useCallback, useEffect, useRef, useState } from 'react'
import { directorySource, serverSource } from './sources.ts'

export type Run =
  | { readonly state: 'none' | 'stopped' }
  | { readonly state: 'running'; readonly done: number; readonly size: number }
  | { readonly state: 'failed'; readonly error: unknown }
  | {
      readonly state: 'done'
      readonly report: VerifyReport
      readonly ms: number
      readonly withEarlier: boolean
    }

export interface Asked {
  readonly vkey: string
  /** A copy of a log; undefined: the log of the server. */
  readonly files: readonly File[] | undefined
  readonly earlier: string
}

/** One verification at a time, with its progress; it ends with the component. */
export function useVerification() {
  const [run, setRun] = useState<Run>({ state: 'none' })
  const running = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const start = useCallback((asked: Asked) => {
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    const mine = (next: Run) => {
      if (running.current === control) setRun(next)
    }
    setRun({ state: 'running', done: 0, size: 0 })
    verify(asked, control.signal, (done, size) => mine({ state: 'running', done, size }))
      .then(mine)
      .catch((error: unknown) =>
        mine(control.signal.aborted ? { state: 'stopped' } : { state: 'failed', error }),
      )
  }, [])
  const stop = useCallback(() => running.current?.abort(), [])
  return { run, start, stop }
}

async function verify(
  { vkey, files, earlier }: Asked,
  signal: AbortSignal,
  progress: (done: number, size: number) => void,
): Promise<Run> {
  const began = performance.now()
  const inner = files === undefined ? serverSource(signal) : directorySource(files)
  const source = {
    read(path: string) {
      signal.throwIfAborted()
      return inner.read(path)
    },
  }
  const withEarlier = earlier.trim() !== ''
  const report = await verifyLog(source, {
    keys: [vkey],
    onProgress: progress,
    ...(withEarlier ? { earlier: [`${earlier.trim()}\n`] } : {}),
  })
  // The verifier tells what it could not read as a problem; stopping is none.
  signal.throwIfAborted()
  return { state: 'done', report, ms: performance.now() - began, withEarlier }
}
