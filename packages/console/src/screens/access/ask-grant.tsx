import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createRequest } from '../../api/requests.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Row, Stack } from '../../components/layout.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { PrincipalSelect } from './principal-select.tsx'
import { NO_SCOPE, ScopeFields, scopeOf } from './scope-fields.tsx'
import { texts } from './texts.ts'

/** Asks for a grant; another person decides. */
export function AskGrant() {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const queries = useQueryClient()
  const [principal, setPrincipal] = useState('')
  const [scope, setScope] = useState(NO_SCOPE)
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      createRequest({ body: { kind: 'grant', payload: { principal, ...scopeOf(scope) }, reason } }),
    async onSuccess() {
      setScope(NO_SCOPE)
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
          <PrincipalSelect value={principal} onChange={setPrincipal} />
        </Row>
        <ScopeFields scope={scope} onChange={setScope} />
        <TextInput
          label={t.reason}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Row>
          <ButtonUnless
            type="submit"
            loading={ask.isPending}
            whyNot={principal === '' ? whyNot.principal : undefined}
          >
            {t.ask}
          </ButtonUnless>
        </Row>
        {ask.data && <p role="status">{ask.data.state === 'open' ? t.asked : t.approved}</p>}
        {ask.error && <ProblemView error={ask.error} />}
      </Stack>
    </form>
  )
}
