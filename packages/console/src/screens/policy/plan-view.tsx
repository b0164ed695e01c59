import { Button, Checkbox, Textarea } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Change, type PolicyFiles, proposePolicy } from '../../api/policy.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { ChangeRow, worstFirst } from './change-row.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly changes: readonly Change[]
  readonly files: PolicyFiles
  /** The files are not those of the plan any more. */
  readonly stale: boolean
}

/** What a change means, the worst first; what is dangerous has to be accepted by name before it can be proposed. */
export function PlanView({ changes: planned, files, stale }: Props) {
  const t = useTexts(texts).change
  const { number } = useFormat()
  const queries = useQueryClient()
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set())
  const [reason, setReason] = useState('')
  const [emergency, setEmergency] = useState(false)
  const propose = useMutation({
    mutationFn: () =>
      proposePolicy({ body: { files, accept: [...accepted], reason, ...(emergency ? { emergency } : {}) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['policy', 'proposals'] }),
  })
  if (planned.length === 0) return <p role="status">{t.none}</p>
  const changes = worstFirst(planned)
  const missing = changes.some((c) => c.accept?.required && !accepted.has(c.accept.name))
  const toggle = (name: string) =>
    setAccepted(new Set(accepted.has(name) ? [...accepted].filter((a) => a !== name) : [...accepted, name]))
  if (propose.data)
    return (
      <p className={classes.done} role="status">
        <IconCircleCheckFilled size={18} aria-hidden />
        {propose.data.version === undefined ? t.proposed : t.inForce} <Link to="/inbox">{t.toInbox}</Link>
      </p>
    )
  return (
    <Panel title={t.changes(number(changes.length))}>
      <ul className={classes.changes}>
        {changes.map((change) => (
          <li key={`${change.kind}:${change.path}`}>
            <ChangeRow
              change={change}
              accepted={change.accept !== undefined && accepted.has(change.accept.name)}
              toggle={toggle}
            />
          </li>
        ))}
      </ul>
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
            onClick={() => propose.mutate()}
          >
            {t.propose}
          </Button>
        </div>
      </div>
    </Panel>
  )
}
