import type { Request } from '../../api/requests.ts'
import type { Column } from '../../components/data-table/columns.ts'
import { Chips } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const columnsOf = (t: Same<typeof en>, nameOf: (id: string) => string): readonly Column<Request>[] => [
  {
    id: 'kind',
    header: t.columns.kind,
    width: 'minmax(9rem, 1fr)',
    cell: (r) => (t.kinds as Readonly<Record<string, string>>)[r.kind] ?? r.kind,
    sort: (r) => r.kind,
  },
  { id: 'about', header: t.columns.about, width: 'minmax(10rem, 2fr)', cell: (r) => aboutOf(r, nameOf) },
  { id: 'by', header: t.columns.by, wideOnly: true, cell: (r) => nameOf(r.requestedBy) },
  {
    id: 'asked',
    header: t.columns.asked,
    width: '9rem',
    cell: (r) => <Time at={r.requested} as="ago" />,
    sort: (r) => r.requested,
  },
  {
    id: 'state',
    header: t.columns.state,
    width: '12rem',
    wideOnly: true,
    cell: (r) => (
      <Chips
        of={[t.states[r.state], ...(r.emergency ? [t.emergency] : []), ...(r.bootstrap ? [t.bootstrap] : [])]}
      />
    ),
  },
]

/** The names and ids that tell requests of a kind apart. */
function aboutOf({ subject, payload }: Request, nameOf: (id: string) => string): string {
  const parts = [
    payload.role,
    payload.action,
    payload.collection,
    payload.purpose,
    payload.network,
    // Last: a name may be so long that what stands after it is cut off.
    subject === null ? undefined : nameOf(subject),
  ]
  return parts.filter((p): p is string => typeof p === 'string' && p !== '').join(' · ')
}
