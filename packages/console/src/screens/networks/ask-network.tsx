import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { usePrincipals } from '../../api/principals.ts'
import { listRoles, useRoleTitle } from '../../api/roles.ts'
import { Row, Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type Network, proposeNetwork } from './api.ts'
import { texts } from './texts.ts'

const SCOPES: readonly Network['scope'][] = ['all', 'staff', 'role', 'principal']

/** Asks that a network be let in. */
export function AskNetwork() {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const titleOf = useRoleTitle()
  const principals = usePrincipals()
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => listRoles({}), staleTime: 60_000 })
  const [network, setNetwork] = useState('')
  const [scope, setScope] = useState<Network['scope']>('staff')
  const [whom, setWhom] = useState('')
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      proposeNetwork({
        body: {
          network,
          scope,
          reason,
          ...(scope === 'role' ? { role: whom } : scope === 'principal' ? { principal: whom } : {}),
        },
      }),
    async onSuccess() {
      setNetwork('')
      setReason('')
      await queries.invalidateQueries()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  const choices =
    scope === 'role'
      ? (roles.data?.items ?? []).map((r) => ({ value: r.name, label: titleOf(r.name) }))
      : principals.map((p) => ({ value: p.id, label: p.name }))
  return (
    <form onSubmit={submit}>
      <Stack>
        <Row>
          <TextInput
            label={t.network}
            description={t.networkHint}
            value={network}
            onChange={(e) => setNetwork(e.currentTarget.value)}
            required
            withAsterisk={false}
            spellCheck={false}
          />
          <NativeSelect
            label={t.scope}
            value={scope}
            onChange={(e) => {
              setScope(e.currentTarget.value as Network['scope'])
              setWhom('')
            }}
            data={SCOPES.map((value) => ({ value, label: t.scopes[value] }))}
          />
          {(scope === 'role' || scope === 'principal') && (
            <NativeSelect
              label={t.who}
              value={whom}
              onChange={(e) => setWhom(e.currentTarget.value)}
              data={[{ value: '', label: '–' }, ...choices]}
            />
          )}
          <TextInput
            data-grow
            label={t.reason}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Button type="submit" variant="default" loading={ask.isPending}>
            {t.ask}
          </Button>
        </Row>
        {ask.data && <p role="status">{t.asked}</p>}
        {ask.error && <ProblemView error={ask.error} />}
      </Stack>
    </form>
  )
}
