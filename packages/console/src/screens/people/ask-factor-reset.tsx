import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createRequest } from '../../api/requests.ts'
import { FormEnd } from '../../components/form-end.tsx'
import { Row, Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly person: string
  readonly done: () => void
}

/** Asks that everything a person signs in with be taken away; another person decides. */
export function AskFactorReset({ person, done }: Props) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const ask = useMutation({
    mutationFn: () => createRequest({ body: { kind: 'factor-reset', payload: { person }, reason } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['requests'] }),
  })
  if (ask.data)
    return (
      <Stack>
        <p role="status">{t.asked}</p>
        <Row>
          <Button onClick={done} autoFocus>
            {t.done}
          </Button>
        </Row>
      </Stack>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{t.factorReset.text}</p>
        <TextInput
          label={t.why}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <FormEnd action={t.ask} send={ask} cancel={done} />
      </Stack>
    </form>
  )
}
