import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { askCase } from '../../api/cases.ts'
import { operation } from '../../api/server.ts'
import { Row, Stack } from '../../components/layout.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { texts } from './texts.ts'

interface Collection {
  readonly name: string
  readonly purposes: readonly { readonly name: string }[]
}
const collectionsOf = operation<Record<never, never>, { readonly collections: readonly Collection[] }>(
  'GET',
  '/collections',
)

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What is typed here may be about a person: it is in this form and in the request, and nowhere else. */
export function AskCase({ done }: { readonly done: () => void }) {
  const t = useTexts(texts)
  const base = useBase()
  const queries = useQueryClient()
  const collections = useQuery({
    queryKey: ['collections'],
    queryFn: () => collectionsOf({}),
    staleTime: 60_000,
  })
  const all = collections.data?.collections ?? []
  const [chosen, setChosen] = useState('')
  const collection = all.find((c) => c.name === chosen) ?? all[0]
  const ask = useMutation({
    mutationFn: (form: FormData) => {
      const field = (name: string) => String(form.get(name) ?? '').trim()
      const ticket = field('ticket')
      return askCase({
        body: {
          reason: field('reason'),
          ...(ticket ? { ticket } : {}),
          collection: collection?.name ?? '',
          purpose: field('purpose'),
          fields: lines(field('fields')),
          records: lines(field('records')),
          until: new Date(Date.now() + Number(field('hours')) * 3_600_000).toISOString(),
          cap: Number(field('cap')),
        },
      })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['cases'] }),
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    ask.mutate(new FormData(event.currentTarget))
  }
  if (ask.data)
    return (
      <Stack>
        <p role="status">{t.sent}</p>
        <Row>
          <Button onClick={done}>{base.close}</Button>
        </Row>
      </Stack>
    )
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack>
        <Textarea
          name="reason"
          label={t.reason}
          description={t.reasonHint}
          rows={3}
          required
          withAsterisk={false}
        />
        <TextInput name="ticket" label={t.ticket} />
        <Row>
          <NativeSelect
            label={t.collection}
            value={collection?.name ?? ''}
            onChange={(e) => setChosen(e.currentTarget.value)}
            data={all.map((c) => c.name)}
          />
          <NativeSelect
            name="purpose"
            label={t.purpose}
            data={collection?.purposes.map((p) => p.name) ?? []}
          />
        </Row>
        <Textarea
          name="fields"
          label={t.fields}
          description={t.fieldsHint}
          rows={3}
          required
          withAsterisk={false}
          spellCheck={false}
        />
        <Textarea
          name="records"
          label={t.records}
          description={t.recordsHint}
          rows={3}
          required
          withAsterisk={false}
          spellCheck={false}
        />
        <Row>
          <TextInput
            name="hours"
            type="number"
            min={0.25}
            step={0.25}
            defaultValue={4}
            label={t.hours}
            required
            withAsterisk={false}
          />
          <TextInput
            name="cap"
            type="number"
            min={1}
            defaultValue={10}
            label={t.cap}
            required
            withAsterisk={false}
          />
        </Row>
        {ask.error && <ProblemView error={ask.error} />}
        <Row>
          <Button type="submit" loading={ask.isPending}>
            {t.send}
          </Button>
          <Button variant="default" onClick={done}>
            {base.cancel}
          </Button>
        </Row>
      </Stack>
    </form>
  )
}
