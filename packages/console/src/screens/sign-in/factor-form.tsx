import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type FactorName, type SignedIn, signInRecovery, signInTotp } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import classes from './sign-in.module.css'
import { SignInFailed } from './sign-in-failed.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly factors: readonly FactorName[]
  readonly done: (answer: SignedIn) => Promise<void>
  readonly startOver: () => void
}

/** The second step, by whichever of the person's factors is at hand. */
export function FactorForm({ factors, done, startOver }: Props) {
  const t = useTexts(texts)
  const [by, setBy] = useState<'totp' | 'recovery'>(factors.includes('totp') ? 'totp' : 'recovery')
  const send = useMutation({
    mutationFn: (code: string) => (by === 'totp' ? signInTotp : signInRecovery)({ body: { code } }),
    onSuccess: done,
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(String(new FormData(event.currentTarget).get('code')).replaceAll(/\s/g, ''))
  }
  const other = by === 'totp' ? 'recovery' : 'totp'
  return (
    <form className={classes.form} onSubmit={submit}>
      {send.error && <SignInFailed error={send.error} />}
      {factors.includes('passkey') && <PasskeyButton done={done} />}
      <TextInput
        key={by}
        name="code"
        label={t[by]}
        description={by === 'totp' ? t.totpHint : t.recoveryHint}
        autoComplete="one-time-code"
        inputMode={by === 'totp' ? 'numeric' : 'text'}
        spellCheck={false}
        autoCapitalize="none"
        required
        withAsterisk={false}
        size="md"
        data-autofocus
        ref={(input) => input?.focus()}
      />
      <Button type="submit" size="md" loading={send.isPending}>
        {t.confirm}
      </Button>
      <div className={classes.row}>
        {(other === 'recovery' || factors.includes('totp')) && (
          <Button variant="subtle" size="compact-sm" onClick={() => setBy(other)}>
            {other === 'totp' ? t.useTotp : t.useRecovery}
          </Button>
        )}
        <Button variant="subtle" color="gray" size="compact-sm" onClick={startOver}>
          {t.startOver}
        </Button>
      </div>
    </form>
  )
}
