import { Button } from '@mantine/core'
import type { SessionItem } from '../../api/people.ts'
import type { Column } from '../../components/data-table/columns.ts'
import { Time } from '../../components/time.tsx'
import type { Same } from '../../i18n/texts.ts'
import { browserName } from './browser-name.ts'
import type { en } from './en.ts'

/** @param end absent while one is being ended */
export const columnsOf = (
  t: Same<typeof en.sessions>,
  end: ((id: string) => void) | undefined,
  factorNames: (factors: readonly string[]) => string,
): readonly Column<SessionItem>[] => [
  { id: 'browser', header: t.browser, cell: (s) => browserName(s.agent), width: 'minmax(10rem, 1.4fr)' },
  { id: 'address', header: t.address, cell: (s) => s.address },
  { id: 'by', header: t.by, cell: (s) => s.provider ?? factorNames(s.amr), wideOnly: true },
  {
    id: 'since',
    header: t.since,
    width: 'minmax(12rem, 1fr)',
    cell: (s) => <Time at={s.created} />,
    sort: (s) => s.created,
    wideOnly: true,
  },
  { id: 'seen', header: t.seen, cell: (s) => <Time at={s.seen} as="ago" />, sort: (s) => s.seen },
  {
    id: 'until',
    header: t.until,
    width: 'minmax(12rem, 1fr)',
    cell: (s) => <Time at={s.until} />,
    wideOnly: true,
  },
  {
    id: 'end',
    header: t.end,
    width: '6rem',
    cell: (s) =>
      s.current ? (
        t.current
      ) : (
        <Button variant="default" size="compact-xs" loading={end === undefined} onClick={() => end?.(s.id)}>
          {t.end}
        </Button>
      ),
  },
]
