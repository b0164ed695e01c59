import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { FormEnd } from '../../components/form-end.tsx'
import { Stack } from '../../components/layout.tsx'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { invite } from './api.ts'
import { InviteRoles } from './invite-roles.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { texts } from './texts.ts'

/** Asks for a new person's name, and shows the link they come in by, once. */
export function Invite({ done }: { readonly done: () => void }) {
  const t = useTexts(texts)
  const { language } = useLanguage()
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: (form: FormData) => {
      const field = (name: string) => String(form.get(name))
      const roles = form.getAll('role').map(String)
      return invite({
        body: {
          name: field('name'),
          userName: field('userName'),
          email: field('email'),
          locale: field('locale') === 'ja' ? 'ja' : 'en',
          ...(roles.length > 0 ? { roles } : {}),
        },
      })
    },
    onSuccess: () => queries.invalidateQueries(),
    gcTime: 0,
  })
  if (make.data) return <OneTimeLink of={make.data} label={t.link} text={t.linkText} done={done} />
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.mutate(new FormData(event.currentTarget))
  }
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack>
        <TextInput name="name" label={t.name} required withAsterisk={false} />
        <TextInput
          name="userName"
          label={t.userName}
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
        <TextInput name="email" type="email" label={t.email} required withAsterisk={false} />
        <NativeSelect
          name="locale"
          label={t.language}
          defaultValue={language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
        />
        <InviteRoles />
        <FormEnd action={t.send} send={make} cancel={done} />
      </Stack>
    </form>
  )
}
