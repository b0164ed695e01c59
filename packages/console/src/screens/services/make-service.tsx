import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { FormEnd } from '../../components/form-end.tsx'
import { Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { createService } from './api.ts'
import { texts } from './texts.ts'

export function MakeService({ done }: { readonly done: (id: string) => void }) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => createService({ body: { name } }),
    async onSuccess({ id }) {
      await queries.invalidateQueries({ queryKey: ['services'] })
      done(id)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t.name}
          description={t.nameHint}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <FormEnd action={t.make} send={make} />
      </Stack>
    </form>
  )
}
