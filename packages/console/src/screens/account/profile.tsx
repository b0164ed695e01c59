import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { changeMe, type Person } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { zones } from '../../i18n/zones.ts'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './account.module.css'
import { texts } from './texts.ts'

export function Profile({ person }: { readonly person: Person }) {
  const t = useTexts(texts).profile
  const { renew } = useSession()
  const save = useMutation({
    mutationFn: (body: { name: string; locale: 'en' | 'ja'; zone: string }) => changeMe({ body }),
    onSuccess: renew,
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name)).trim()
    save.mutate({ name: text('name'), locale: text('locale') === 'ja' ? 'ja' : 'en', zone: text('zone') })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        name="name"
        label={t.name}
        defaultValue={person.name}
        autoComplete="name"
        required
        withAsterisk={false}
      />
      <NativeSelect
        name="locale"
        label={t.locale}
        defaultValue={person.locale}
        data={[
          { value: 'en', label: t.languages.en },
          { value: 'ja', label: t.languages.ja },
        ]}
      />
      <NativeSelect name="zone" label={t.zone} defaultValue={person.zone} data={zones()} />
      {save.error && <ProblemView error={save.error} />}
      <div className={classes.row}>
        <Button type="submit" loading={save.isPending}>
          {t.save}
        </Button>
        <span role="status">{save.isSuccess && t.saved}</span>
      </div>
    </form>
  )
}
