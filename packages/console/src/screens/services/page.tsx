import { Button } from '@mantine/core'
import { IconPlus, IconRobotOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { DataTable } from '../../components/data-table/data-table.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { listServices } from './api.ts'
import { columnsOf } from './columns.tsx'
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
  const columns = useMemo(() => columnsOf(t, nameOf, number), [t, nameOf, number])
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
