import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './states.module.css'

interface Props {
  readonly icon?: Icon
  readonly title: string
  /** `h1` where nothing else is on the page; elsewhere a heading would not fit the outline everywhere. */
  readonly as?: 'h1' | 'p'
  /** Why nothing is here, and what would bring something. */
  readonly children?: ReactNode
}

export function Empty({ icon: Icon, title, as: Title = 'p', children }: Props) {
  return (
    <div className={classes.empty}>
      {Icon && <Icon size={28} stroke={1.4} aria-hidden />}
      <Title className={classes.emptyTitle}>{title}</Title>
      {children && <div>{children}</div>}
    </div>
  )
}
