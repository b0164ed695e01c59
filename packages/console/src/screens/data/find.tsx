import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import type { Collection } from './api.ts'
import { ByValue } from './by-value.tsx'
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
