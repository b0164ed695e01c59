import { Button } from '@mantine/core'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'
import type { useReview } from './use-review.ts'

interface Props {
  readonly close: ReturnType<typeof useReview>['close']
  /** How many are not decided yet; undefined until it is known. */
  readonly undecided: number | undefined
}

/** Closes a review in which everything is decided. It cannot be opened again, so it asks once more. */
export function CloseReview({ close, undecided }: Props) {
  const t = useTexts(texts)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button disabled={undecided !== 0} onClick={() => setAsking(true)}>
        {t.close}
      </Button>
      <Confirm
        open={asking}
        title={t.close}
        action={t.close}
        onClose={() => setAsking(false)}
        onConfirm={() => close.mutate(undefined, { onSuccess: () => setAsking(false) })}
        pending={close.isPending}
        error={close.error}
      >
        <p>{t.closeText}</p>
      </Confirm>
    </>
  )
}
