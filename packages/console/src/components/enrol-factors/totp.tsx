import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef } from 'react'
import { beginTotp, confirmTotp } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loading } from '../../states/loading.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from '../components.module.css'
import { Qr } from '../qr.tsx'
import { texts } from './texts.ts'

/** The secret is shown until it is confirmed, and held nowhere else. */
export function Totp({ done }: { readonly done: () => void }) {
  const t = useTexts(texts)
  const begin = useMutation({ mutationFn: () => beginTotp({}), gcTime: 0 })
  const confirm = useMutation({
    mutationFn: ({ id, code }: { id: string; code: string }) => confirmTotp({ factor: id, body: { code } }),
    onSuccess: done,
    gcTime: 0,
  })
  const begun = useRef(false)
  useEffect(() => {
    // Effects run twice in development; a second secret would make the first one's code wrong.
    if (begun.current) return
    begun.current = true
    begin.mutate()
  }, [begin.mutate])
  if (begin.error) return <ProblemView error={begin.error} retry={() => begin.mutate()} />
  if (!begin.data) return <Loading />
  const { id, secret, uri } = begin.data
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code')).replaceAll(/\s/g, '')
    confirm.mutate({ id, code })
  }
  return (
    <form className={classes.stack} onSubmit={submit}>
      <p>{t.scan}</p>
      <div className={classes.beside}>
        <Qr text={uri} label={t.qr} />
        <div>
          <p>{t.secret}</p>
          <code data-testid="totp-secret">{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          <TextInput
            name="code"
            label={t.code}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
          />
          <div>
            <Button type="submit" loading={confirm.isPending}>
              {t.confirm}
            </Button>
          </div>
        </div>
      </div>
      {confirm.error && <ProblemView error={confirm.error} />}
    </form>
  )
}
