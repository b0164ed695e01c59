import { IconCheck, IconX } from '@tabler/icons-react'
import type { Column } from '../../components/data-table/columns.ts'
import { Time } from '../../components/time.tsx'
import type { Same } from '../../i18n/texts.ts'
import type { Entry } from './api.ts'
import type { en } from './en.ts'
import classes from './log.module.css'

/** Ids and names of the policy, in one line. */
const inOneLine = (detail: Entry['detail']) =>
  Object.entries(detail)
    .filter(
      ([name, value]) =>
        value !== false && !name.endsWith('_ms') && (typeof value !== 'object' || Array.isArray(value)),
    )
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(' · ')

export const columnsOf = (t: Same<typeof en>, number: (n: number) => string): readonly Column<Entry>[] => [
  { id: 'index', header: t.columns.index, numeric: true, width: '6rem', cell: (e) => number(e.index) },
  { id: 'at', header: t.columns.at, width: '13rem', cell: (e) => <Time at={e.at} as="second" /> },
  { id: 'kind', header: t.columns.kind, width: 'minmax(10rem, 14rem)', cell: (e) => <code>{e.kind}</code> },
  {
    id: 'outcome',
    header: t.columns.outcome,
    width: '10rem',
    cell: (e) => (
      <span className={classes.outcome} data-outcome={e.outcome}>
        {e.outcome === 'success' ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
        {t.filter[e.outcome]}
      </span>
    ),
  },
  {
    id: 'actor',
    header: t.columns.actor,
    width: 'minmax(7rem, 12rem)',
    wideOnly: true,
    cell: (e) => <code>{e.actor}</code>,
  },
  {
    id: 'detail',
    header: t.columns.detail,
    width: 'minmax(12rem, 2fr)',
    wideOnly: true,
    cell: (e) => inOneLine(e.detail),
  },
]
