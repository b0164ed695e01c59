import type { ReactNode } from 'react'
import classes from './choice.module.css'

interface Props {
  readonly label: string
  /** Id of what says more about it. */
  readonly describedBy?: string
  readonly children: ReactNode
}

/** Boxes or buttons that answer one question together, under it. */
export function Group({ label, describedBy, children }: Props) {
  return (
    <fieldset className={classes.group} aria-describedby={describedBy}>
      <legend>{label}</legend>
      {children}
    </fieldset>
  )
}
