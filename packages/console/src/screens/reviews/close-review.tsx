import { useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { useBase } from '../../i18n/base.ts'
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
  const { whyNot } = useBase()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <ButtonUnless
        whyNot={
          undecided === 0
            ? undefined
            : undecided === undefined
              ? whyNot.loading
              : whyNot.undecided(String(undecided))
        }
        onClick={() => setAsking(true)}
      >
        {t.close}
      </ButtonUnless>
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
