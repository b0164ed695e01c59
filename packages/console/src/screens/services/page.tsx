import { Button } from '@mantine/core'
import { IconPlus, IconRobotOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import type { Column } from '../../components/data-table/columns.ts'
import { DataTable } from '../../components/data-table/data-table.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { listServices, type Service } from './api.ts'
import { MakeService } from './make-service.tsx'
import { ServiceView } from './service-view.tsx'
import { texts } from './texts.ts'

export const SERVICES = ['services'] as const

export default function Services() {
  const t = useTexts(texts)
  const { number } = useFormat()
  const nameOf = usePrincipalName()
  const services = useQuery({ queryKey: SERVICES, queryFn: () => listServices({ limit: 200 }) })
  const [making, setMaking] = useState(false)
  const [open, setOpen] = useState<string | undefined>(undefined)
  const opened = services.data?.services.find((s) => s.id === open)
  const columns = useMemo<readonly Column<Service>[]>(
    () => [
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
        cell: (s) => number(s.live_keys),
        sort: (s) => s.live_keys,
      },
      {
        id: 'used',
        header: t.columns.lastUsed,
        width: '10rem',
        cell: (s) => (s.last_used ? <Time at={s.last_used} as="ago" /> : t.never),
        sort: (s) => s.last_used ?? '',
      },
      {
        id: 'created',
        header: t.columns.created,
        width: '12rem',
        wideOnly: true,
        cell: (s) => <Time at={s.created} />,
        sort: (s) => s.created,
      },
    ],
    [t, number, nameOf],
  )
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {t.make}
        </Button>
      }
    >
      <Panel title={t.columns.name} flush>
        <Loaded query={services}>
          {({ services: all }) =>
            all.length === 0 ? (
              <Empty icon={IconRobotOff} title={t.empty}>
                <p>{t.emptyText}</p>
              </Empty>
            ) : (
              <DataTable
                label={t.title}
                rows={all}
                columns={columns}
                rowId={(s) => s.id}
                onOpen={(s) => setOpen(s.id)}
                openId={open}
              />
            )
          }
        </Loaded>
      </Panel>
      <Dialog open={making} onClose={() => setMaking(false)} title={t.make}>
        <MakeService
          done={(id) => {
            setMaking(false)
            setOpen(id)
          }}
        />
      </Dialog>
      <Dialog side open={opened !== undefined} onClose={() => setOpen(undefined)} title={opened?.name ?? ''}>
        {opened && <ServiceView service={opened} />}
      </Dialog>
    </Page>
  )
}
