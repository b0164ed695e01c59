import { SegmentedControl } from '@mantine/core'
import { IconInbox } from '@tabler/icons-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import type { Request } from '../../api/requests.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Soft, Tools } from '../../components/layout.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { columnsOf } from './columns.tsx'
import { RequestView } from './request-view.tsx'
import { texts } from './texts.ts'
import { useInbox, type View } from './use-inbox.ts'

/** What a row cannot say whole: nobody approves it by a key before it was opened. */
const TOLD_INSIDE: ReadonlySet<string> = new Set([
  'policy',
  'grant',
  'narrow-grant',
  'case',
  'contract',
  'key-rotation',
])

export default function Inbox() {
  const t = useTexts(texts)
  const { may } = useSession()
  const nameOf = usePrincipalName()
  const [view, setView] = useState<View>('decide')
  const [open, setOpen] = useState<string | undefined>(undefined)
  const { pages, rows, decide } = useInbox(view)
  const opened = rows.find((r) => r.id === open)
  const columns = useMemo(() => columnsOf(t, nameOf), [t, nameOf])
  const onKey = (event: KeyboardEvent, request: Request) => {
    const yes = { a: true, r: false }[event.key.toLowerCase()]
    if (yes === undefined || !request.approvable || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    if (yes && TOLD_INSIDE.has(request.kind)) setOpen(request.id)
    else decide.mutate({ request, yes })
  }
  const views: readonly View[] = ['decide', 'review', 'mine', ...(may('read-access') ? ['all' as const] : [])]
  return (
    <Page title={t.title} intro={t.intro}>
      <Panel
        title={t.views[view]}
        flush
        aside={view === 'decide' && rows.length > 0 ? <Soft>{t.keys}</Soft> : undefined}
      >
        <Tools>
          <SegmentedControl
            aria-label={t.views.label}
            value={view}
            onChange={(value) => setView(value as View)}
            data={views.map((value) => ({ value, label: t.views[value] }))}
          />
        </Tools>
        {decide.error && <ProblemView error={decide.error} />}
        <PagedTable
          pages={pages}
          empty={{ icon: IconInbox, title: t.empty[view], text: t.emptyText }}
          label={t.views[view]}
          rows={rows}
          columns={columns}
          rowId={(r) => r.id}
          onOpen={(r) => setOpen(r.id)}
          onKey={onKey}
          openId={open}
        />
      </Panel>
      <Dialog
        side
        open={opened !== undefined}
        onClose={() => setOpen(undefined)}
        title={opened ? nameOfKind(t.kinds, opened.kind) : ''}
      >
        {opened && <RequestView key={opened.id} request={opened} done={() => setOpen(undefined)} />}
      </Dialog>
    </Page>
  )
}

export const nameOfKind = (kinds: Readonly<Record<string, string>>, kind: string) => kinds[kind] ?? kind
