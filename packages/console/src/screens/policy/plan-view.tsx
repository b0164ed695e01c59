import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Change, type PolicyFiles, proposePolicy } from '../../api/policy.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ChangeRow, worstFirst } from './change-row.tsx'
import classes from './policy.module.css'
import { ProposeForm, type Proposing } from './propose-form.tsx'
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
  const propose = useMutation({
    mutationFn: ({ reason, emergency }: Proposing) =>
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
      <ProposeForm propose={propose} missing={missing} stale={stale} />
    </Panel>
  )
}
