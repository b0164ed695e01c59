import type { Case } from '../../api/cases.ts'
import type { Column } from '../../components/data-table/columns.ts'
import { Time } from '../../components/time.tsx'
import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const columnsOf = (
  t: Same<typeof en>,
  nameOf: (id: string) => string,
  number: (value: number) => string,
): readonly Column<Case>[] => [
  {
    id: 'state',
    header: t.columns.state,
    width: '7rem',
    cell: (c) => t.states[c.state],
    sort: (c) => c.state,
  },
  {
    id: 'person',
    header: t.columns.person,
    cell: (c) => nameOf(c.person),
    sort: (c) => nameOf(c.person),
  },
  {
    id: 'about',
    header: t.columns.about,
    width: 'minmax(10rem, 2fr)',
    wideOnly: true,
    cell: (c) => `${c.collection}: ${t.count(number(c.records), number(c.subjects))}`,
  },
  { id: 'purpose', header: t.columns.purpose, wideOnly: true, cell: (c) => c.purpose },
  {
    id: 'until',
    header: t.columns.until,
    width: '12rem',
    cell: (c) => <Time at={c.ended ?? c.until} />,
    sort: (c) => c.until,
  },
  {
    id: 'used',
    header: t.columns.used,
    width: '7rem',
    numeric: true,
    cell: (c) => `${number(c.used)} / ${number(c.cap)}`,
    sort: (c) => c.used,
  },
]
