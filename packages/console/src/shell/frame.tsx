import { ActionIcon } from '@mantine/core'
import { IconMenu2, IconX } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useBase } from '../i18n/base.ts'
import { useSession } from '../session/session.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { PersonMenu } from './person-menu.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'
import classes from './shell.module.css'

/** The frame of everybody signed in: the list of screens beside the content, above it on a phone. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const t = useBase()
  const { me } = useSession()
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: (s) => s.location.pathname })
  const content = useRef<HTMLElement>(null)
  const before = useRef(path)

  // A new screen begins at its top, and a screen reader with it.
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    setOpen(false)
    content.current?.focus()
    window.scrollTo(0, 0)
  }, [path])

  const test = me !== undefined && me.environment !== 'production'
  return (
    <div className={classes.frame}>
      <header className={classes.rail} data-open={open || undefined}>
        <div className={classes.railTop}>
          <Mark />
          <span className={classes.spread} />
          <ActionIcon
            className={classes.menuButton ?? ''}
            variant="subtle"
            color="gray"
            size="lg"
            aria-expanded={open}
            aria-controls="screens"
            aria-label={open ? t.closeNavigation : t.openNavigation}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconX size={20} aria-hidden /> : <IconMenu2 size={20} aria-hidden />}
          </ActionIcon>
        </div>
        <div id="screens" className={classes.railBody}>
          {test && <p className={classes.environment}>{t.environment(me.environment)}</p>}
          <Palette />
          <Navigation />
          <span className={classes.spread} />
          <div className={classes.railTools}>
            <LanguageSwitch />
            <SchemeSwitch />
          </div>
          <PersonMenu />
        </div>
      </header>
      <main id="content" tabIndex={-1} ref={content} className={classes.main}>
        {children}
      </main>
    </div>
  )
}
