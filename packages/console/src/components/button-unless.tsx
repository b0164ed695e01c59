import { Button, type ButtonProps } from '@mantine/core'
import { type ComponentPropsWithoutRef, useId } from 'react'
import classes from './button-unless.module.css'

interface Props
  extends Omit<ButtonProps, 'disabled'>,
    Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> {
  /** Why it cannot be pressed now; undefined when it can. Read together with the button, and shown beside it. */
  readonly whyNot: string | undefined
}

/** A button that says why it cannot be pressed. */
export function ButtonUnless({ whyNot, ...button }: Props) {
  const id = useId()
  const held = whyNot !== undefined
  return (
    <span className={classes.held}>
      <Button {...button} disabled={held} aria-describedby={held ? id : undefined} />
      {held && (
        <span id={id} className={classes.why}>
          {whyNot}
        </span>
      )}
    </span>
  )
}
