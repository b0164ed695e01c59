import { Checkbox, Textarea } from '@mantine/core'
import { useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

export interface Proposing {
  readonly reason: string
  readonly emergency: boolean
}

interface Props {
  readonly propose: {
    readonly mutate: (proposing: Proposing) => void
    readonly isPending: boolean
    readonly error: Error | null
  }
  /** Something dangerous in the plan is not accepted yet. */
  readonly missing: boolean
  readonly stale: boolean
}

/** Why the change is made, and whether it cannot wait. */
export function ProposeForm({ propose, missing, stale }: Props) {
  const t = useTexts(texts).change
  const { whyNot } = useBase()
  const [reason, setReason] = useState('')
  const [emergency, setEmergency] = useState(false)
  return (
    <div className={classes.propose}>
      <Textarea
        label={t.reason}
        description={t.reasonHint}
        autosize={false}
        rows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Checkbox
        label={t.emergency}
        description={t.emergencyHint}
        checked={emergency}
        onChange={(event) => setEmergency(event.currentTarget.checked)}
      />
      {propose.error && <ProblemView error={propose.error} />}
      <div>
        <ButtonUnless
          loading={propose.isPending}
          whyNot={
            stale ? t.stale : missing ? whyNot.acceptance : reason.trim() === '' ? whyNot.reason : undefined
          }
          onClick={() => propose.mutate({ reason, emergency })}
        >
          {t.propose}
        </ButtonUnless>
      </div>
    </div>
  )
}
