import { useEffect, useState } from 'react'
import { useBase } from '../i18n/base.ts'
import classes from './states.module.css'

const SHOW_AFTER_MS = 300
const COUNT_AFTER_MS = 1000

/** Nothing for the first 300 ms, so that what is quick does not flicker; then the shape of it; after a second, how long it takes. */
export function Loading() {
  const t = useBase()
  const ms = useWaited()
  if (ms < SHOW_AFTER_MS) return null
  return (
    <div className={classes.loading} role="status">
      <span className="hidden-visually">{t.loading}</span>
      <div className={classes.bone} aria-hidden />
      <div className={classes.bone} aria-hidden />
      <div className={classes.bone} aria-hidden />
      {ms >= COUNT_AFTER_MS && <p className={classes.soft}>{t.stillLoading(Math.floor(ms / 1000))}</p>}
    </div>
  )
}

function useWaited(): number {
  const [ms, setMs] = useState(0)
  useEffect(() => {
    const began = performance.now()
    const first = setTimeout(() => setMs(SHOW_AFTER_MS), SHOW_AFTER_MS)
    const every = setInterval(() => setMs(performance.now() - began), COUNT_AFTER_MS)
    return () => {
      clearTimeout(first)
      clearInterval(every)
    }
  }, [])
  return ms
}
