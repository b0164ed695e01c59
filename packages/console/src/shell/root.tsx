import { Outlet } from '@tanstack/react-router'
import { Announcer } from '../components/announcer/announcer.tsx'
import { useBase } from '../i18n/base.ts'
import { useComeBack } from '../session/reachable.tsx'
import { OfflineBar } from '../states/offline-bar.tsx'
import classes from './shell.module.css'

/** Around everything: the way past the navigation, and what to know when the server is away. */
export function Root() {
  const t = useBase()
  useComeBack()
  return (
    <>
      <a className={classes.skip} href="#content">
        {t.skip}
      </a>
      <OfflineBar />
      <Outlet />
      <Announcer />
    </>
  )
}
