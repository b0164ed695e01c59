import type { Column } from '../../components/data-table/columns.ts'
import { Time } from '../../components/time.tsx'
import type { Same } from '../../i18n/texts.ts'
import type { PersonItem } from './api.ts'
import type { en } from './en.ts'

export const columnsOf = (
  t: Same<typeof en>,
  factorNames: (factors: readonly string[]) => string,
): readonly Column<PersonItem>[] => [
  {
    id: 'name',
    header: t.columns.name,
    width: 'minmax(10rem, 2fr)',
    cell: (p) => p.name,
    sort: (p) => p.name,
  },
  {
    id: 'userName',
    header: t.columns.userName,
    wideOnly: true,
    cell: (p) => p.userName,
    sort: (p) => p.userName,
  },
  {
    id: 'state',
    header: t.columns.state,
    width: '7rem',
    cell: (p) => t.states[p.state],
    sort: (p) => p.state,
  },
  { id: 'roles', header: t.columns.roles, cell: (p) => p.roles.join(', ') || t.none, wideOnly: true },
  {
    id: 'factors',
    header: t.columns.factors,
    width: '10rem',
    cell: (p) => factorNames(p.factors) || t.noFactor,
    sort: (p) => p.factors.length,
  },
  {
    id: 'lastSeen',
    header: t.columns.lastSeen,
    width: '10rem',
    cell: (p) => (p.lastSeen ? <Time at={p.lastSeen} as="ago" /> : t.never),
    sort: (p) => p.lastSeen ?? '',
  },
]
