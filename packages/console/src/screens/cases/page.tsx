import { Button, SegmentedControl } from '@mantine/core'
import { IconBriefcase, IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { listCases } from '../../api/cases.ts'
import { usePrincipalName } from '../../api/principals.ts'
import { usePages } from '../../api/use-pages.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Tools } from '../../components/layout.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { AskCase } from './ask-case.tsx'
import { CaseView } from './case-view.tsx'
import { columnsOf } from './columns.tsx'
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
  const { pages, rows } = usePages(['cases', 'list', view], (page) => listCases({ ...ASKED[view], ...page }))
  const columns = useMemo(() => columnsOf(t, nameOf, number), [t, nameOf, number])
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
