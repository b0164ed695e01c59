import { Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { FormEnd } from '../../components/form-end.tsx'
import { Stack } from '../../components/layout.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { bindKey, type Key } from './api.ts'
import { texts } from './texts.ts'

interface Props {
  readonly of: Key
  readonly done: () => void
}

/** Binds a key to a client certificate, without which it opens nothing from then on. */
export function BindKey({ of, done }: Props) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const queries = useQueryClient()
  const [certificate, setCertificate] = useState('')
  // What is secret about a certificate stays on its machine.
  const isSecret = /PRIVATE KEY/.test(certificate)
  const bind = useMutation({
    mutationFn: () => bindKey({ key: of.id, body: { certificate } }),
    meta: { done: 'bound' },
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      done()
    },
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isSecret) bind.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{t.bind.text}</p>
        <Textarea
          label={t.bind.certificate}
          description={t.bind.hint}
          value={certificate}
          onChange={(e) => setCertificate(e.currentTarget.value)}
          error={isSecret && t.bind.secret}
          rows={8}
          required
          withAsterisk={false}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
        />
        <FormEnd action={t.bind.go} send={bind} whyNot={isSecret ? whyNot.marked : undefined} cancel={done} />
      </Stack>
    </form>
  )
}
