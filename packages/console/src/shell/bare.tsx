import type { ReactNode } from 'react'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'
import classes from './shell.module.css'

/** The page of somebody who is not signed in. */
export function Bare({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.bare}>
      <header className={classes.bareTop}>
        <Mark />
        <span className={classes.spread} />
        <SchemeSwitch />
        <LanguageSwitch />
      </header>
      <main id="content" tabIndex={-1} className={classes.bareMain}>
        {children}
      </main>
    </div>
  )
}
