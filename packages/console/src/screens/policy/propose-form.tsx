import { Button, Checkbox, Textarea } from '@mantine/core'
import { useState } from 'react'
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
      {stale && <p role="status">{t.stale}</p>}
      {propose.error && <ProblemView error={propose.error} />}
      <div>
        <Button
          loading={propose.isPending}
          disabled={missing || stale || reason.trim() === ''}
          onClick={() => propose.mutate({ reason, emergency })}
        >
          {t.propose}
        </Button>
      </div>
    </div>
  )
}
