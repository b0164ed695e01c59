import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useBase } from '../i18n/base.ts'
import { Announcer } from './announcer/announcer.tsx'
import classes from './dialog.module.css'
import { focusInPlace } from './focus-in-place.ts'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  /** Near the top of the window, for what changes its height as one types. */
  readonly top?: boolean
  /** At the side, over the whole height. */
  readonly side?: boolean
  /** Escape and a press beside it do not close it: something would be lost. */
  readonly keep?: boolean
}

/** The browser's own dialog: it keeps the focus, closes on Escape, and gives the focus back, or on. Its content exists only while it is open. */
export function Dialog({ open, onClose, title, children, top, side, keep }: Props) {
  const t = useBase()
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (open && dialog && !dialog.open) {
      dialog.showModal()
      // Left to itself the browser would begin at the button that closes.
      dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    if (!open && dialog?.open) {
      dialog.close()
      focusInPlace()
    }
  }, [open])
  return (
    <dialog
      ref={ref}
      className={classes.dialog}
      data-place={top ? 'top' : side ? 'side' : undefined}
      aria-labelledby={id}
      // React hands these on from a dialog inside this one, which is not the end of this one.
      onCancel={(event) => {
        if (event.target !== ref.current) return
        event.preventDefault()
        if (!keep) onClose()
      }}
      // It comes a moment after the dialog closed; by then it may be open again, with something else in it.
      onClose={(event) => event.target === ref.current && !ref.current.open && onClose()}
      onClick={(event) => {
        if (!keep && event.target === ref.current) onClose()
      }}
      onKeyDown={() => {}}
    >
      {open && (
        <div className={classes.dialogBody}>
          <div className={classes.dialogTop}>
            <h2 id={id}>{title}</h2>
            {!keep && (
              <ActionIcon variant="subtle" color="gray" aria-label={t.close} onClick={onClose}>
                <IconX size={18} aria-hidden />
              </ActionIcon>
            )}
          </div>
          {children}
          <Announcer />
        </div>
      )}
    </dialog>
  )
}
