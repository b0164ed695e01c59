import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { myLiveCases } from '../../api/cases.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type Collection, search } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly collection: Collection
  readonly open: (id: string) => void
}

export function Find({ collection, open }: Props) {
  const t = useTexts(texts).find
  const [id, setId] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open(id)
  }
  const searched = collection.fields.some((f) => f.search === 'exact')
  return (
    <Panel title={t.title}>
      <div className={classes.finds}>
        <form className={classes.form} onSubmit={submit} autoComplete="off">
          <TextInput
            label={t.byId}
            value={id}
            onChange={(e) => setId(e.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Button type="submit" variant="default">
            {t.open}
          </Button>
        </form>
        {searched && <ByValue collection={collection} open={open} />}
      </div>
    </Panel>
  )
}

function ByValue({ collection, open }: Props) {
  const t = useTexts(texts)
  const { number } = useFormat()
  const fields = collection.fields.filter((f) => f.search === 'exact')
  const [field, setField] = useState(fields[0]?.name ?? '')
  const purposes = fields.find((f) => f.name === field)?.purposes ?? []
  const [purpose, setPurpose] = useState('')
  const [equals, setEquals] = useState('')
  // People search in a case of theirs only: whether a value stands somewhere is knowledge of the value.
  const cases = useQuery({
    queryKey: ['cases', 'mine', collection.name],
    queryFn: () => myLiveCases(collection.name),
    staleTime: 10_000,
  })
  const [chosen, setCase] = useState('')
  const inCase = cases.data?.find((c) => c.id === chosen) ?? cases.data?.[0]
  const sought = purpose || (purposes.find((p) => p === inCase?.purpose) ?? purposes[0] ?? '')
  // What was looked for and found is kept by this component only.
  const find = useMutation({
    mutationFn: () =>
      search({
        collection: collection.name,
        body: { field, equals, purpose: sought, ...(inCase ? { case: inCase.id } : {}) },
      }),
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    find.mutate()
  }
  return (
    <form onSubmit={submit} autoComplete="off">
      <div className={classes.form}>
        <NativeSelect
          label={t.find.byValue}
          value={field}
          onChange={(e) => setField(e.currentTarget.value)}
          data={fields.map((f) => f.name)}
        />
        <TextInput
          label={t.find.equals}
          value={equals}
          onChange={(e) => setEquals(e.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <NativeSelect
          label={t.find.purpose}
          value={sought}
          onChange={(e) => setPurpose(e.currentTarget.value)}
          data={[...purposes]}
        />
        <NativeSelect
          label={t.record.case}
          value={inCase?.id ?? ''}
          onChange={(e) => setCase(e.currentTarget.value)}
          data={
            cases.data?.length
              ? cases.data.map((c) => ({ value: c.id, label: `${c.purpose} · ${c.id.slice(-6)}` }))
              : [{ value: '', label: '–' }]
          }
        />
        <Button type="submit" variant="default" loading={find.isPending}>
          {t.find.search}
        </Button>
      </div>
      <p className={classes.soft}>{t.find.hint}</p>
      {cases.data?.length === 0 && (
        <p className={classes.soft}>
          {t.find.caseNeeded} <Link to="/cases">{t.record.askCase}</Link>
        </p>
      )}
      {find.error && <ProblemView error={find.error} />}
      {find.data && (
        <div role="status">
          <p>{find.data.ids.length === 0 ? t.find.none : t.find.found(number(find.data.ids.length))}</p>
          <ul className={classes.found}>
            {find.data.ids.map((id) => (
              <li key={id}>
                <Button size="compact-sm" variant="default" onClick={() => open(id)}>
                  {id}
                </Button>
              </li>
            ))}
          </ul>
          {find.data.more && <p>{t.find.more}</p>}
        </div>
      )}
    </form>
  )
}
