import { Button, NativeSelect, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import type { Collection, Found } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'
import { useSearch } from './use-search.ts'

interface Props {
  readonly collection: Collection
  readonly open: (id: string) => void
}

/** People search in a case of theirs only: whether a value stands somewhere is knowledge of the value. */
export function ByValue({ collection, open }: Props) {
  const t = useTexts(texts)
  const asked = useSearch(collection)
  const { find, cases } = asked
  const submit = (event: FormEvent) => {
    event.preventDefault()
    find.mutate()
  }
  return (
    <form onSubmit={submit} autoComplete="off">
      <div className={classes.form}>
        <NativeSelect
          label={t.find.byValue}
          value={asked.field}
          onChange={(e) => asked.setField(e.currentTarget.value)}
          data={asked.fields}
        />
        <TextInput
          label={t.find.equals}
          value={asked.equals}
          onChange={(e) => asked.setEquals(e.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <NativeSelect
          label={t.find.purpose}
          value={asked.purpose}
          onChange={(e) => asked.setPurpose(e.currentTarget.value)}
          data={[...asked.purposes]}
        />
        <NativeSelect
          label={t.record.case}
          value={asked.inCase}
          onChange={(e) => asked.setCase(e.currentTarget.value)}
          data={
            cases?.length
              ? cases.map((c) => ({ value: c.id, label: `${c.purpose} · ${c.id.slice(-6)}` }))
              : [{ value: '', label: '–' }]
          }
        />
        <Button type="submit" variant="default" loading={find.isPending}>
          {t.find.search}
        </Button>
      </div>
      <p className={classes.soft}>{t.find.hint}</p>
      {cases?.length === 0 && (
        <p className={classes.soft}>
          {t.find.caseNeeded} <Link to="/cases">{t.record.askCase}</Link>
        </p>
      )}
      {find.error && <ProblemView error={find.error} />}
      {find.data && <FoundRecords of={find.data} open={open} />}
    </form>
  )
}

interface FoundProps {
  readonly of: Found
  readonly open: (id: string) => void
}

function FoundRecords({ of: { ids, more }, open }: FoundProps) {
  const t = useTexts(texts).find
  const { number } = useFormat()
  return (
    <div role="status">
      <p>{ids.length === 0 ? t.none : t.found(number(ids.length))}</p>
      <ul className={classes.found}>
        {ids.map((id) => (
          <li key={id}>
            <Button size="compact-sm" variant="default" onClick={() => open(id)}>
              {id}
            </Button>
          </li>
        ))}
      </ul>
      {more && <p>{t.more}</p>}
    </div>
  )
}
