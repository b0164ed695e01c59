import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type NewPerson, setupPerson } from '../../api/people.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { zones } from '../../i18n/zones.ts'
import { Empty } from '../../states/empty.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

/** The link's secret stands behind the #, which no browser sends anywhere. It is taken off the address once it has been used. */
const tokenInAddress = () => location.hash.slice(1)

export function PersonForm({ done }: { readonly done: () => void }) {
  const t = useTexts(texts).person
  const { language } = useLanguage()
  const [token] = useState(tokenInAddress)
  const send = useMutation({
    mutationFn: (body: NewPerson) => setupPerson({ body }),
    onSuccess: () => {
      history.replaceState(null, '', '/setup')
      done()
    },
    gcTime: 0,
  })
  if (!token.startsWith('azs_'))
    return (
      <Empty title={t.noLink}>
        <p>{t.noLinkText}</p>
        <p>
          <Link to="/sign-in">{t.signIn}</Link>
        </p>
      </Empty>
    )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate({ ...personIn(new FormData(event.currentTarget)), token, locale: language })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>{t.text}</p>
      <Fields />
      {send.error && <ProblemView error={send.error} />}
      <div>
        <Button type="submit" size="md" loading={send.isPending}>
          {t.go}
        </Button>
      </div>
    </form>
  )
}

function personIn(form: FormData): Omit<NewPerson, 'token' | 'locale'> {
  const text = (name: string) => String(form.get(name)).trim()
  return {
    name: text('name'),
    userName: text('username'),
    email: text('email'),
    password: String(form.get('password')),
    zone: text('zone'),
  }
}

function Fields() {
  const t = useTexts(texts).person
  return (
    <>
      <div className={classes.pair}>
        <TextInput name="name" label={t.name} autoComplete="name" required withAsterisk={false} />
        <TextInput
          name="username"
          label={t.userName}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
        />
      </div>
      <TextInput
        name="email"
        type="email"
        label={t.email}
        autoComplete="email"
        required
        withAsterisk={false}
      />
      <NewPassword name="password" label={t.password} hint={t.passwordHint} />
      <NativeSelect
        name="zone"
        label={t.zone}
        description={t.zoneHint}
        defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
        data={zones()}
      />
    </>
  )
}
