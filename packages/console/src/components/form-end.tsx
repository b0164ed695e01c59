import { Button } from '@mantine/core'
import { useBase } from '../i18n/base.ts'
import { ProblemView } from '../states/problem-view.tsx'
import { ButtonUnless } from './button-unless.tsx'
import { Row } from './layout.tsx'

interface Props {
  /** What the button does, as a verb. */
  readonly action: string
  /** What sends the form. */
  readonly send: { readonly isPending: boolean; readonly error: Error | null }
  /** Why what stands in the form may not be sent. */
  readonly whyNot?: string | undefined
  /** Left out where the form is not a dialog's. */
  readonly cancel?: () => void
}

/** The end of a form: why the last try failed, the button that sends, and the way out. */
export function FormEnd({ action, send, whyNot, cancel }: Props) {
  const t = useBase()
  return (
    <>
      {send.error && <ProblemView error={send.error} />}
      <Row>
        <ButtonUnless type="submit" loading={send.isPending} whyNot={whyNot}>
          {action}
        </ButtonUnless>
        {cancel && (
          <Button variant="default" onClick={cancel}>
            {t.cancel}
          </Button>
        )}
      </Row>
    </>
  )
}
