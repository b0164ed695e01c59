import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './states.module.css'

interface Props {
  readonly icon?: Icon
  readonly title: string
  /** Why nothing is here, and what would bring something. */
  readonly children?: ReactNode
}

export function Empty({ icon: Icon, title, children }: Props) {
  return (
    <div className={classes.empty}>
      {Icon && <Icon size={28} stroke={1.4} aria-hidden />}
      <h3>{title}</h3>
      {children && <div>{children}</div>}
    </div>
  )
}
