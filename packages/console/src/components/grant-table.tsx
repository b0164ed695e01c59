import type { ReactNode } from 'react'
import type { Grant } from '../api/grants.ts'
import { grantTexts } from '../i18n/grants.ts'
import { useTexts } from '../i18n/language.tsx'
import { SmallTable } from './layout.tsx'
import { Time } from './time.tsx'

interface Props {
  readonly grants: readonly Grant[]
  /** What can be done with a grant, at the end of its row. */
  readonly act?: (grant: Grant) => ReactNode
}

/** Grants as sentences are too long: what, on what, what for, until when, and whether another person agreed. */
export function GrantTable({ grants, act }: Props) {
  const t = useTexts(grantTexts)
  return (
    <SmallTable
      label={t.label}
      heads={[t.action, t.on, t.purpose, t.until, t.state, t.approved, ...(act ? [''] : [])]}
      rows={grants.map((grant) => ({
        key: grant.id,
        cells: [
          <code key="action">{grant.action}</code>,
          grant.collection === null
            ? '–'
            : `${grant.collection}: ${grant.fields.join(', ') || '–'}${grant.masked ? ` (${t.masked})` : ''}`,
          grant.purpose ?? '–',
          <Time key="until" at={grant.until} as="day" />,
          t.states[grant.state],
          grant.approvedBy === null ? t.nobody : t.yes,
          ...(act ? [act(grant)] : []),
        ],
      }))}
    />
  )
}
