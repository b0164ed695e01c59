import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { type SignedIn, signIn } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './sign-in.module.css'
import { SignInFailed } from './sign-in-failed.tsx'
import { texts } from './texts.ts'

export function PasswordForm({ done }: { readonly done: (answer: SignedIn) => Promise<void> }) {
  const t = useTexts(texts)
  const send = useMutation({
    mutationFn: (body: { userName: string; password: string }) => signIn({ body }),
    onSuccess: done,
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    send.mutate({ userName: String(form.get('username')), password: String(form.get('password')) })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {send.error && <SignInFailed error={send.error} />}
      <TextInput
        label={t.userName}
        name="username"
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        size="md"
      />
      <PasswordInput
        label={t.password}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        size="md"
      />
      <Button type="submit" size="md" loading={send.isPending}>
        {t.go}
      </Button>
    </form>
  )
}
