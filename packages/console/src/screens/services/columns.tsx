import type { Column } from '../../components/data-table/columns.ts'
import { Time } from '../../components/time.tsx'
import type { Same } from '../../i18n/texts.ts'
import type { Service } from './api.ts'
import type { en } from './en.ts'

export const columnsOf = (
  t: Same<typeof en>,
  nameOf: (id: string) => string,
  number: (value: number) => string,
): readonly Column<Service>[] => [
  {
    id: 'name',
    header: t.columns.name,
    width: 'minmax(10rem, 2fr)',
    cell: (s) => s.name,
    sort: (s) => s.name,
  },
  {
    id: 'state',
    header: t.columns.state,
    width: '7rem',
    cell: (s) => (s.disabled ? t.ended : t.live),
    sort: (s) => (s.disabled ? 1 : 0),
  },
  { id: 'owner', header: t.columns.owner, cell: (s) => nameOf(s.owner), wideOnly: true },
  {
    id: 'keys',
    header: t.columns.keys,
    width: '7rem',
    numeric: true,
    cell: (s) => number(s.liveKeys),
    sort: (s) => s.liveKeys,
  },
  {
    id: 'used',
    header: t.columns.lastUsed,
    width: '10rem',
    cell: (s) => (s.lastUsed ? <Time at={s.lastUsed} as="ago" /> : t.never),
    sort: (s) => s.lastUsed ?? '',
  },
  {
    id: 'created',
    header: t.columns.created,
    width: '12rem',
    wideOnly: true,
    cell: (s) => <Time at={s.created} />,
    sort: (s) => s.created,
  },
]
