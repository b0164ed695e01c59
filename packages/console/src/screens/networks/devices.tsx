import { Button } from '@mantine/core'
import { IconDeviceLaptopOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { Confirm } from '../../components/confirm.tsx'
import { SmallTable } from '../../components/layout.tsx'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { type Device, listDevices, revokeDevice } from './api.ts'
import { texts } from './texts.ts'

export function Devices() {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const [ending, setEnding] = useState<Device | undefined>(undefined)
  const devices = useQuery({ queryKey: ['devices'], queryFn: () => listDevices({}) })
  const end = useMutation({
    mutationFn: (device: Device) => revokeDevice({ device: device.id }),
    meta: { done: 'revoked' },
    async onSuccess() {
      setEnding(undefined)
      await queries.invalidateQueries({ queryKey: ['devices'] })
    },
  })
  return (
    <Panel title={t.devices}>
      <Loaded query={devices}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={IconDeviceLaptopOff} title={t.noDevice}>
              <p>{t.noDeviceText}</p>
            </Empty>
          ) : (
            <DeviceTable devices={items} revoke={setEnding} />
          )
        }
      </Loaded>
      <Confirm
        open={ending !== undefined}
        title={t.revokeTitle}
        action={t.revoke}
        onClose={() => setEnding(undefined)}
        onConfirm={() => ending && end.mutate(ending)}
        pending={end.isPending}
        error={end.error}
      >
        <p>{t.revokeText}</p>
      </Confirm>
    </Panel>
  )
}

interface TableProps {
  readonly devices: readonly Device[]
  readonly revoke: (device: Device) => void
}

function DeviceTable({ devices, revoke }: TableProps) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const { may } = useSession()
  const { name, person, kind, state, made, lastUsed } = t.device
  return (
    <SmallTable
      label={t.devices}
      heads={[name, person, kind, state, made, lastUsed, '']}
      rows={devices.map((d) => ({
        key: d.id,
        cells: [
          d.name,
          nameOf(d.person),
          t.kinds[d.kind],
          t.states[d.state],
          <Time key="made" at={d.enrolled} as="day" />,
          d.lastUsed ? <Time key="used" at={d.lastUsed} as="ago" /> : t.never,
          may('manage-network') && d.state !== 'revoked' && (
            <Button key="revoke" size="compact-sm" variant="default" onClick={() => revoke(d)}>
              {t.revoke}
            </Button>
          ),
        ],
      }))}
    />
  )
}
