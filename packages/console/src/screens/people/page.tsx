import { Button } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { usePages } from '../../api/use-pages.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useFactorNames } from '../../i18n/factors.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { listPeople } from './api.ts'
import { columnsOf } from './columns.tsx'
import { Invite } from './invite.tsx'
import { PersonView } from './person-view.tsx'
import { texts } from './texts.ts'

export default function People() {
  const t = useTexts(texts)
  const { may } = useSession()
  const factorNames = useFactorNames()
  const [inviting, setInviting] = useState(false)
  const [open, setOpen] = useState<string | undefined>(undefined)
  const { pages, rows } = usePages(['people', 'list'], listPeople)
  const opened = rows.find((p) => p.id === open)
  const columns = useMemo(() => columnsOf(t, factorNames), [t, factorNames])
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
      <Panel title={t.title} flush>
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
