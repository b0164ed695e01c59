import { useCallback, useEffect, useRef, useState } from 'react'
import { say } from './announcer/said.ts'

interface Revealed<Value> {
  readonly value: Value | undefined
  readonly secondsLeft: number
  show(value: Value): void
  /** At once, and unsaid. */
  hide(): void
  /** Their time is over, or whoever looked at them has done so: said to whoever hears the page. */
  end(): void
}

/**
 * Holds decrypted values for a short time, in this component and nowhere else: not in the query cache, the address or a store. They are
 * dropped when the time is over, when the page is hidden or left (also into the back-forward cache), and with the component.
 */
export function useRevealed<Value>(forSeconds: number): Revealed<Value> {
  const [value, setValue] = useState<Value | undefined>(undefined)
  const [secondsLeft, setSecondsLeft] = useState(0)
  const timer = useRef<ReturnType<typeof setInterval> | undefined>(undefined)

  const hide = useCallback(() => {
    clearInterval(timer.current)
    setValue(undefined)
    setSecondsLeft(0)
  }, [])
  const end = useCallback(() => {
    hide()
    say('hidden')
  }, [hide])
  const show = useCallback(
    (next: Value) => {
      clearInterval(timer.current)
      const until = Date.now() + forSeconds * 1000
      setValue(() => next)
      setSecondsLeft(forSeconds)
      timer.current = setInterval(() => {
        const left = Math.ceil((until - Date.now()) / 1000)
        if (left > 0) setSecondsLeft(left)
        else end()
      }, 250)
    },
    [forSeconds, end],
  )
  useEffect(() => {
    const onHidden = () => {
      if (document.visibilityState === 'hidden') hide()
    }
    document.addEventListener('visibilitychange', onHidden)
    window.addEventListener('pagehide', hide)
    return () => {
      document.removeEventListener('visibilitychange', onHidden)
      window.removeEventListener('pagehide', hide)
      clearInterval(timer.current)
    }
  }, [hide])
  return { value, secondsLeft, show, hide, end }
}
