import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Row, Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
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
        {make.error && <ProblemView error={make.error} />}
        <Row>
          <Button type="submit" loading={make.isPending}>
            {t.make}
          </Button>
        </Row>
      </Stack>
    </form>
  )
}
