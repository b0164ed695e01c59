import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { redeemInvitation } from '../../api/people.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from '../sign-in/sign-in.module.css'
import { SignIn } from '../sign-in/sign-in.tsx'
import { texts } from './texts.ts'

/** The link's secret stands behind the #, which no browser sends anywhere. */
const tokenInAddress = () => location.hash.slice(1)

/** Whoever was invited takes the invitation with a password of their own, and goes on to a second factor. */
export default function Invitation() {
  const t = useTexts(texts)
  const { state, renew } = useSession()
  const [token] = useState(tokenInAddress)
  const send = useMutation({
    mutationFn: (password: string) => redeemInvitation({ body: { token, password } }),
    onSuccess: async () => {
      history.replaceState(null, '', '/invitation')
      await renew()
    },
    gcTime: 0,
  })
  if (state === 'pending') return <SignIn />
  if (state === 'in') return <Navigate to="/overview" replace />
  if (!token.startsWith('azi_'))
    return (
      <Empty title={t.noLink} as="h1">
        {t.noLinkText}
      </Empty>
    )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(String(new FormData(event.currentTarget).get('password')))
  }
  return (
    <form className={classes.wide} onSubmit={submit}>
      <h1>{t.title}</h1>
      <p>{t.text}</p>
      <NewPassword name="password" label={t.password} hint={t.hint} size="md" />
      {send.error && <ProblemView error={send.error} />}
      <Button type="submit" size="md" loading={send.isPending}>
        {t.go}
      </Button>
    </form>
  )
}
