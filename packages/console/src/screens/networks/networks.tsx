import { Button, TextInput } from '@mantine/core'
import { IconNetworkOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { useRoleTitle } from '../../api/roles.ts'
import { Confirm } from '../../components/confirm.tsx'
import { SmallTable, Stack } from '../../components/layout.tsx'
import { Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { listNetworks, type Network, removeNetwork } from './api.ts'
import { AskNetwork } from './ask-network.tsx'
import { texts } from './texts.ts'

export function Networks() {
  const t = useTexts(texts)
  const { may } = useSession()
  const queries = useQueryClient()
  const [removing, setRemoving] = useState<Network | undefined>(undefined)
  const [reason, setReason] = useState('')
  const networks = useQuery({ queryKey: ['networks'], queryFn: () => listNetworks({}) })
  const remove = useMutation({
    mutationFn: (network: Network) => removeNetwork({ network: network.id, body: { reason } }),
    meta: { done: 'removed' },
    async onSuccess() {
      setRemoving(undefined)
      setReason('')
      await queries.invalidateQueries()
    },
  })
  return (
    <Panel title={t.networks}>
      <Stack>
        <Loaded query={networks}>{({ items }) => <Listed items={items} remove={setRemoving} />}</Loaded>
        {may('manage-network') && <AskNetwork />}
      </Stack>
      <Confirm
        open={removing !== undefined}
        title={t.removeTitle}
        action={t.remove}
        onClose={() => setRemoving(undefined)}
        onConfirm={() => removing && remove.mutate(removing)}
        pending={remove.isPending}
        error={remove.error}
      >
        <p>{t.removeText}</p>
        <TextInput
          label={t.reason}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
          required
          withAsterisk={false}
        />
      </Confirm>
    </Panel>
  )
}

interface ListedProps {
  readonly items: readonly Network[]
  readonly remove: (network: Network) => void
}

function Listed({ items, remove }: ListedProps) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const titleOf = useRoleTitle()
  const { may } = useSession()
  if (items.length === 0)
    return (
      <Empty icon={IconNetworkOff} title={t.none}>
        <p>{t.noneText}</p>
      </Empty>
    )
  return (
    <SmallTable
      label={t.networks}
      heads={[t.network, t.scope, t.who, t.approved, '']}
      rows={items.map((n) => ({
        key: n.id,
        cells: [
          <code key="network">{n.network}</code>,
          t.scopes[n.scope],
          n.role ? titleOf(n.role) : n.principal ? nameOf(n.principal) : '–',
          n.approvedBy === null ? t.nobody : nameOf(n.approvedBy),
          may('manage-network') && (
            <Button key="remove" size="compact-sm" variant="default" onClick={() => remove(n)}>
              {t.remove}
            </Button>
          ),
        ],
      }))}
    />
  )
}
