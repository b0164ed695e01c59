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

/** For whom a network is let in; `id` is a role's name or a principal's id, where it is for one. */
interface Whom {
  readonly scope: Network['scope']
  readonly id: string
}

const isOne = (scope: Network['scope']): scope is 'role' | 'principal' =>
  scope === 'role' || scope === 'principal'

/** Asks that a network be let in. */
export function AskNetwork() {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const [network, setNetwork] = useState('')
  const [whom, setWhom] = useState<Whom>({ scope: 'staff', id: '' })
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      proposeNetwork({
        body: { network, scope: whom.scope, reason, ...(isOne(whom.scope) ? { [whom.scope]: whom.id } : {}) },
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
          <WhomFields value={whom} onChange={setWhom} />
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

interface WhomProps {
  readonly value: Whom
  readonly onChange: (next: Whom) => void
}

function WhomFields({ value: { scope, id }, onChange }: WhomProps) {
  const t = useTexts(texts)
  const titleOf = useRoleTitle()
  const principals = usePrincipals()
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => listRoles({}), staleTime: 60_000 })
  const choices =
    scope === 'role'
      ? (roles.data?.items ?? []).map((r) => ({ value: r.name, label: titleOf(r.name) }))
      : principals.map((p) => ({ value: p.id, label: p.name }))
  return (
    <>
      <NativeSelect
        label={t.scope}
        value={scope}
        onChange={(e) => onChange({ scope: e.currentTarget.value as Network['scope'], id: '' })}
        data={SCOPES.map((value) => ({ value, label: t.scopes[value] }))}
      />
      {isOne(scope) && (
        <NativeSelect
          label={t.who}
          value={id}
          onChange={(e) => onChange({ scope, id: e.currentTarget.value })}
          data={[{ value: '', label: '–' }, ...choices]}
        />
      )}
    </>
  )
}
