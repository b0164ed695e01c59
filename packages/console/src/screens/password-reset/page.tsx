import { useState } from 'react'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { SignIn } from '../sign-in/sign-in.tsx'
import { Reset } from './reset.tsx'
import { texts } from './texts.ts'
import { useLinkToken } from './use-link-token.ts'

/** Whoever forgot their password chooses another one by the link that somebody else made, and signs in with it. */
export default function PasswordReset() {
  const t = useTexts(texts)
  const { state, me, forget } = useSession()
  const token = useLinkToken()
  const [changed, setChanged] = useState(false)
  const done = async () => {
    await forget()
    setChanged(true)
  }
  if (changed && state === 'in')
    return (
      <Empty title={t.changed} as="h1">
        {t.inAs(me?.person.name ?? '')}
      </Empty>
    )
  if (changed) return <SignIn note={t.changed} />
  if (!token.startsWith('azr_'))
    return (
      <Empty title={t.noLink} as="h1">
        {t.noLinkText}
      </Empty>
    )
  return <Reset key={token} token={token} done={done} />
}
