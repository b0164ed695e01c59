import { Link } from '@tanstack/react-router'
import { useBase } from '../i18n/base.ts'
import { useLanguage } from '../i18n/language.tsx'
import { screens } from '../screens.ts'
import { useSession } from '../session/session.tsx'
import classes from './shell.module.css'

/** The screens that this person may open. */
export function useOpenScreens() {
  const { may } = useSession()
  return screens.filter((s) => s.frame === 'frame' && s.order !== undefined && may(...s.needs))
}

export function Navigation() {
  const t = useBase()
  const { language } = useLanguage()
  const open = useOpenScreens()
  const groups = [
    { heading: undefined, from: 0, to: 40 },
    { heading: t.groups.access, from: 40, to: 70 },
    { heading: t.groups.past, from: 70, to: Number.POSITIVE_INFINITY },
  ].map((group) => ({
    ...group,
    screens: open.filter(({ order = 0 }) => order >= group.from && order < group.to),
  }))
  return (
    <nav aria-label={t.navigation} className={classes.nav}>
      {groups
        .filter((group) => group.screens.length > 0)
        .map((group) => (
          <div key={group.from}>
            {group.heading && <p className={classes.groupName}>{group.heading}</p>}
            <ul className={classes.list}>
              {group.screens.map(({ path, title, icon: Icon }) => (
                <li key={path}>
                  <Link to={path} className={classes.item ?? ''} activeProps={{ 'aria-current': 'page' }}>
                    <Icon size={18} stroke={1.7} aria-hidden />
                    {title[language]}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  )
}
