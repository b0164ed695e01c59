import { Button, Checkbox, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheckFilled, IconInfoCircle, IconUrgent } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Change, type Plan, type PolicyFiles, proposePolicy } from '../../api/policy.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly plan: Plan
  readonly files: PolicyFiles
  /** The files are not those of the plan any more. */
  readonly stale: boolean
}

const WORST = ['danger', 'notice', 'info']

/** What a change means, the worst first; what is dangerous has to be accepted by name before it can be proposed. */
export function PlanView({ plan, files, stale }: Props) {
  const t = useTexts(texts).change
  const { number } = useFormat()
  const queries = useQueryClient()
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set())
  const [reason, setReason] = useState('')
  const propose = useMutation({
    mutationFn: () => proposePolicy({ body: { files, accept: [...accepted], reason } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['policy'] }),
  })
  if (plan.changes.length === 0) return <p role="status">{t.none}</p>
  const changes = plan.changes.toSorted((a, b) => WORST.indexOf(a.severity) - WORST.indexOf(b.severity))
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

const ICONS = { info: IconInfoCircle, notice: IconAlertTriangle, danger: IconUrgent } as const

interface RowProps {
  readonly change: Change
  readonly accepted: boolean
  readonly toggle: (name: string) => void
}

function ChangeRow({ change, accepted, toggle }: RowProps) {
  const t = useTexts(texts).change
  const { language } = useLanguage()
  const Icon = ICONS[change.severity]
  const { accept } = change
  return (
    <div className={classes.changeRow} data-severity={change.severity}>
      <span className={classes.severity}>
        <Icon size={15} aria-hidden /> {t.severity[change.severity]}
      </span>
      <div>
        <code>{change.path}</code>
        <p>{change.text[language]}</p>
        {accept && (
          <Checkbox
            size="xs"
            checked={accepted}
            onChange={() => toggle(accept.name)}
            label={`${t.accept}: ${accept.name} (${accept.required ? t.acceptNeeded : t.acceptOptional})`}
          />
        )}
      </div>
    </div>
  )
}
