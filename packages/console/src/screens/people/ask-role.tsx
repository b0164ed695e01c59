import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createRequest } from '../../api/requests.ts'
import { listRoles, useRoleTitle } from '../../api/roles.ts'
import { Row, Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { texts } from './texts.ts'

/** Asks that a person be given a role; another person decides. */
export function AskRole({ person }: { readonly person: string }) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const titleOf = useRoleTitle()
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => listRoles({}), staleTime: 60_000 })
  const [role, setRole] = useState('')
  const [reason, setReason] = useState('')
  const names = roles.data?.items.map((r) => r.name) ?? []
  const ask = useMutation({
    mutationFn: () =>
      createRequest({
        body: { kind: 'assignment', payload: { principal: person, role: role || (names[0] ?? '') }, reason },
      }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Row>
          <NativeSelect
            label={t.role}
            value={role || names[0]}
            onChange={(e) => setRole(e.currentTarget.value)}
            data={names.map((name) => ({ value: name, label: titleOf(name) }))}
          />
          <TextInput
            data-grow
            label={t.why}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Button type="submit" variant="default" loading={ask.isPending}>
            {t.request}
          </Button>
        </Row>
        {ask.data && <p role="status">{t.asked}</p>}
        {ask.error && <ProblemView error={ask.error} />}
      </Stack>
    </form>
  )
}
