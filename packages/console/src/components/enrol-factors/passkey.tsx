import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { addPasskey, passkeyOptions } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from '../components.module.css'
import { usePasskey } from '../passkey.ts'
import { texts } from './texts.ts'

export function Passkey({ done }: { readonly done: () => void }) {
  const t = useTexts(texts)
  const { make, NotUsed } = usePasskey()
  const send = useMutation({
    mutationFn: async (name: string) =>
      addPasskey({ body: { name, response: await make(await passkeyOptions({})) } }),
    onSuccess: done,
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(String(new FormData(event.currentTarget).get('name')))
  }
  return (
    <form className={classes.stack} onSubmit={submit}>
      <TextInput
        name="name"
        label={t.passkeyName}
        defaultValue={t.passkeyDefault}
        maxLength={80}
        required
        withAsterisk={false}
      />
      <div>
        <Button type="submit" loading={send.isPending}>
          {t.make}
        </Button>
      </div>
      {send.error instanceof NotUsed ? (
        <p role="alert">{t.notMade}</p>
      ) : (
        send.error && <ProblemView error={send.error} />
      )}
    </form>
  )
}
