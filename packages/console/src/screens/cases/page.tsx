import { Button, SegmentedControl } from '@mantine/core'
import { IconBriefcase, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type Case, listCases } from '../../api/cases.ts'
import { usePrincipalName } from '../../api/principals.ts'
import type { Column } from '../../components/data-table/columns.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Tools } from '../../components/layout.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { AskCase } from './ask-case.tsx'
import { CaseView } from './case-view.tsx'
import { texts } from './texts.ts'

type View = 'mine' | 'all' | 'due'
const ASKED = { mine: { mine: 'true' }, all: {}, due: { review: 'due' } } as const

export default function Cases() {
  const t = useTexts(texts)
  const { may } = useSession()
  const { number } = useFormat()
  const nameOf = usePrincipalName()
  const views: readonly View[] = may('read-access') ? ['mine', 'all', 'due'] : ['mine']
  const [view, setView] = useState<View>('mine')
  const [asking, setAsking] = useState(false)
  const [open, setOpen] = useState<string | undefined>(undefined)
  const pages = useInfiniteQuery({
    queryKey: ['cases', 'list', view],
    queryFn: ({ pageParam: after }) => listCases({ ...ASKED[view], limit: 100, ...(after ? { after } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((p) => p.items), [pages.data])
  const columns = useMemo<readonly Column<Case>[]>(
    () => [
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
    ],
    [t, nameOf, number],
  )
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        may('request-case') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsking(true)}>
            {t.ask}
          </Button>
        )
      }
    >
      <Panel title={t.views[view]} flush>
        {views.length > 1 && (
          <Tools>
            <SegmentedControl
              aria-label={t.views.label}
              value={view}
              onChange={(value) => setView(value as View)}
              data={views.map((value) => ({ value, label: t.views[value] }))}
            />
          </Tools>
        )}
        <PagedTable
          pages={pages}
          empty={{ icon: IconBriefcase, title: t.empty, text: t.emptyText }}
          label={t.title}
          rows={rows}
          columns={columns}
          rowId={(c) => c.id}
          onOpen={(c) => setOpen(c.id)}
          openId={open}
        />
      </Panel>
      <Dialog keep open={asking} onClose={() => setAsking(false)} title={t.ask}>
        <AskCase done={() => setAsking(false)} />
      </Dialog>
      <Dialog side open={open !== undefined} onClose={() => setOpen(undefined)} title={t.title}>
        {open !== undefined && <CaseView key={open} id={open} />}
      </Dialog>
    </Page>
  )
}
