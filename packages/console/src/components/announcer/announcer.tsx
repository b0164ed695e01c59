import { useEffect, useState } from 'react'
import { useBase } from '../../i18n/base.ts'
import { type Done, onSaid } from './said.ts'

/** A dialog that closes is gone by then, and what is behind it is there again. */
const AFTER_MS = 150

/**
 * Where a screen reader hears what was done: a live region that is there before anything is said. Behind an open dialog nothing is heard, so each
 * dialog has one of its own.
 */
export function Announcer() {
  const t = useBase()
  const [done, setDone] = useState<Done | undefined>(undefined)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = onSaid((next) => {
      clearTimeout(timer)
      // The same words a second time are heard only when there was nothing in between.
      setDone(undefined)
      timer = setTimeout(() => setDone(next), AFTER_MS)
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [])
  return (
    <p className="hidden-visually" aria-live="polite" data-announcer>
      {done && t.done[done]}
    </p>
  )
}
