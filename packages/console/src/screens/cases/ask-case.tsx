import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { server } from '../../api/server.ts'
import { FormEnd } from '../../components/form-end.tsx'
import { Row, Stack } from '../../components/layout.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'
import { useAskCase } from './use-ask-case.ts'

/** What is typed here may be about a person: it is in this form and in the request, and nowhere else. */
export function AskCase({ done }: { readonly done: () => void }) {
  const t = useTexts(texts)
  const base = useBase()
  const collections = useQuery({
    queryKey: ['collections'],
    queryFn: () => server.collectionList({}),
    staleTime: 60_000,
  })
  const all = collections.data?.collections ?? []
  const [chosen, setChosen] = useState('')
  const collection = all.find((c) => c.name === chosen) ?? all[0]
  const ask = useAskCase(collection?.name ?? '')
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
        <Lines name="reason" label={t.reason} description={t.reasonHint} />
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
        <Lines name="fields" label={t.fields} description={t.fieldsHint} names />
        <Lines name="records" label={t.records} description={t.recordsHint} names />
        <Limits />
        <FormEnd action={t.send} send={ask} cancel={done} />
      </Stack>
    </form>
  )
}

interface LinesProps {
  readonly name: string
  readonly label: string
  readonly description: string
  /** One name or id a line, which no dictionary knows. */
  readonly names?: boolean
}

const Lines = ({ names, ...field }: LinesProps) => (
  <Textarea {...field} rows={3} required withAsterisk={false} spellCheck={!names} />
)

/** For how long, and how much. */
function Limits() {
  const t = useTexts(texts)
  const number = { type: 'number', required: true, withAsterisk: false } as const
  return (
    <Row>
      <TextInput
        {...number}
        name="hours"
        min={0.25}
        max={8760}
        step={0.25}
        defaultValue={4}
        label={t.hours}
      />
      <TextInput {...number} name="cap" min={1} step={1} defaultValue={10} label={t.cap} />
    </Row>
  )
}
