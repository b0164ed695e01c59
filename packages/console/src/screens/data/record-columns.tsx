import type { Column } from '../../components/data-table/columns.ts'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import type { Same } from '../../i18n/texts.ts'
import type { ListedRecord } from './api.ts'
import type { en } from './en.ts'
import { texts } from './texts.ts'

export const recordColumns = (
  t: Same<typeof en>,
  number: (value: number) => string,
): readonly Column<ListedRecord>[] => [
  {
    id: 'id',
    header: t.columns.id,
    width: 'minmax(12rem, 2fr)',
    cell: (r) => r.id ?? <code>{short(r.record)}</code>,
  },
  { id: 'state', header: t.columns.state, width: '10rem', cell: (r) => t.state[r.state] },
  {
    id: 'ends',
    header: t.columns.ends,
    width: '12rem',
    cell: (r) => <Ends of={r} />,
    sort: (r) => nextEnd(r) ?? '9',
  },
  {
    id: 'created',
    header: t.columns.created,
    width: '12rem',
    wideOnly: true,
    cell: (r) => <Time at={r.created} />,
    sort: (r) => r.created,
  },
  {
    id: 'events',
    header: t.columns.events,
    wideOnly: true,
    cell: (r) => Object.keys(r.events).join(', '),
  },
  {
    id: 'version',
    header: t.columns.version,
    numeric: true,
    width: '5rem',
    wideOnly: true,
    cell: (r) => number(r.version),
    sort: (r) => r.version,
  },
]

const short = (record: string) => `${record.slice(0, 8)}…${record.slice(-6)}`

const nextEnd = ({ groups }: ListedRecord): string | undefined =>
  groups
    .flatMap((g) => (g.state === 'readable' && g.destroy !== undefined ? [g.destroy] : []))
    .sort()
    .at(0)

function Ends({ of }: { readonly of: ListedRecord }) {
  const t = useTexts(texts)
  const end = nextEnd(of)
  if (end !== undefined) return <Time at={end} />
  return of.state === 'destroyed' ? t.state.destroyed : t.noEnd
}
