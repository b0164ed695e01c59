import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useBase } from '../i18n/base.ts'
import { ProblemView } from '../states/problem-view.tsx'
import { Dialog } from './dialog.tsx'
import { Row, Stack } from './layout.tsx'

interface Props {
  readonly open: boolean
  readonly title: string
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode
  /** What the button does, as a verb. */
  readonly action: string
  readonly onClose: () => void
  readonly onConfirm: () => void
  readonly pending: boolean
  readonly error: unknown
}

/** Asks once more before something that cannot be taken back. The way out has the focus. */
export function Confirm({ open, title, children, action, onClose, onConfirm, pending, error }: Props) {
  const t = useBase()
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <Stack>
        {children}
        {error !== null && error !== undefined && <ProblemView error={error} />}
        <Row>
          <Button variant="default" onClick={onClose} autoFocus>
            {t.cancel}
          </Button>
          <Button color="red" onClick={onConfirm} loading={pending}>
            {action}
          </Button>
        </Row>
      </Stack>
    </Dialog>
  )
}
