import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { FactorName } from '../../api/people.ts'
import { Choice } from '../../components/choice.tsx'
import { isCode } from '../../components/company-device/is-code.ts'
import { Soft } from '../../components/layout.tsx'
import { NewPassword } from '../../components/new-password.tsx'
import { NotUsed } from '../../components/passkey.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from '../sign-in/sign-in.module.css'
import { texts } from './texts.ts'
import type { useReset } from './use-reset.ts'

interface Props {
  readonly factors: readonly FactorName[]
  readonly send: ReturnType<typeof useReset>
}

const ORDER: readonly FactorName[] = ['totp', 'passkey', 'recovery']

/** The new password and one of the person's factors, in one step. */
export function ResetForm({ factors, send }: Props) {
  const t = useTexts(texts)
  const there = ORDER.filter((name) => factors.includes(name))
  const [by, setBy] = useState<FactorName>(there[0] ?? 'totp')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const code = String(form.get('code') ?? '').replaceAll(/\s/g, '')
    send.mutate({ password: String(form.get('password')), by, code })
  }
  return (
    <form className={classes.wide} onSubmit={submit}>
      <h1>{t.title}</h1>
      <p>{t.text}</p>
      <NewPassword name="password" label={t.password} hint={t.hint} size="md" />
      {there.length > 1 && (
        <Choice
          label={t.factor}
          value={by}
          onChange={setBy}
          options={there.map((value) => ({ value, label: t.factors[value] }))}
        />
      )}
      {by === 'passkey' ? <Soft>{t.passkeyHint}</Soft> : <Code key={by} by={by} />}
      {send.error && <Failed error={send.error} />}
      <Button type="submit" size="md" loading={send.isPending}>
        {t.go}
      </Button>
    </form>
  )
}

function Code({ by }: { readonly by: 'totp' | 'recovery' }) {
  const t = useTexts(texts)
  return (
    <TextInput
      name="code"
      label={t.code[by]}
      description={t.codeHint[by]}
      autoComplete="one-time-code"
      inputMode={by === 'totp' ? 'numeric' : 'text'}
      spellCheck={false}
      autoCapitalize="none"
      required
      withAsterisk={false}
      size="md"
    />
  )
}

function Failed({ error }: { readonly error: unknown }) {
  const t = useTexts(texts)
  if (error instanceof NotUsed)
    return (
      <p className={classes.wrong} role="alert">
        {t.passkeyNotUsed}
      </p>
    )
  if (!isCode(error, 'sign_in_refused')) return <ProblemView error={error} />
  return (
    <p className={classes.wrong} role="alert">
      <strong>{t.wrong}</strong> {t.wrongText}
    </p>
  )
}
