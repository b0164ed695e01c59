import { IconPlugConnectedX } from '@tabler/icons-react'
import { useBase } from '../i18n/base.ts'
import { useReachable } from '../session/reachable.tsx'
import classes from './states.module.css'

/** Stays above every screen for as long as the server gives no answer. */
export function OfflineBar() {
  const t = useBase()
  const reachable = useReachable()
  return (
    <div role="status">
      {!reachable && (
        <div className={classes.offline}>
          <IconPlugConnectedX size={18} aria-hidden />
          <strong>{t.offline.title}</strong>
          <span>{t.offline.text}</span>
        </div>
      )}
    </div>
  )
}
