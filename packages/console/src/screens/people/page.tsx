import { Button } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Column } from '../../components/data-table/columns.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { listPeople, type PersonItem } from './api.ts'
import { Invite } from './invite.tsx'
import { PersonView } from './person-view.tsx'
import { texts } from './texts.ts'

export default function People() {
  const t = useTexts(texts)
  const { may } = useSession()
  const [inviting, setInviting] = useState(false)
  const [open, setOpen] = useState<string | undefined>(undefined)
  const pages = useInfiniteQuery({
    queryKey: ['people', 'list'],
    queryFn: ({ pageParam: after }) => listPeople({ limit: 100, ...(after ? { after } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((p) => p.items), [pages.data])
  const opened = rows.find((p) => p.id === open)
  const columns = useMemo<readonly Column<PersonItem>[]>(
    () => [
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
        cell: (p) => p.factors.join(', ') || t.noFactor,
        sort: (p) => p.factors.length,
      },
      {
        id: 'lastSeen',
        header: t.columns.lastSeen,
        width: '10rem',
        cell: (p) => (p.lastSeen ? <Time at={p.lastSeen} as="ago" /> : t.never),
        sort: (p) => p.lastSeen ?? '',
      },
    ],
    [t],
  )
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        may('manage-people') && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
            {t.invite}
          </Button>
        )
      }
    >
      <Panel title={t.columns.name} flush>
        <PagedTable
          pages={pages}
          empty={{ icon: IconUsers, title: t.empty, text: t.emptyText }}
          label={t.title}
          rows={rows}
          columns={columns}
          rowId={(p) => p.id}
          onOpen={(p) => setOpen(p.id)}
          openId={open}
        />
      </Panel>
      <Dialog keep open={inviting} onClose={() => setInviting(false)} title={t.inviteTitle}>
        <Invite done={() => setInviting(false)} />
      </Dialog>
      <Dialog side open={opened !== undefined} onClose={() => setOpen(undefined)} title={opened?.name ?? ''}>
        {opened && <PersonView key={opened.id} person={opened} close={() => setOpen(undefined)} />}
      </Dialog>
    </Page>
  )
}
