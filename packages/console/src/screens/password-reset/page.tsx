import { Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { SignIn } from '../sign-in/sign-in.tsx'
import { Reset } from './reset.tsx'
import { texts } from './texts.ts'
import { useLinkToken } from './use-link-token.ts'

interface Changed {
  /** The link it was done by. */
  readonly token: string
  /** The session that this browser had then: where it is still there, it is somebody else's. */
  readonly session: string | undefined
}

/** Whoever forgot their password chooses another one by the link that somebody else made, and signs in with it. */
export default function PasswordReset() {
  const t = useTexts(texts)
  const { state, me, forget } = useSession()
  const token = useLinkToken()
  const [changed, setChanged] = useState<Changed | undefined>(undefined)
  const done = async () => {
    const session = me?.session.id
    await forget()
    setChanged({ token, session })
  }
  const isChanged = changed?.token === token
  if (isChanged && state === 'in' && me?.session.id !== changed.session)
    return <Navigate to="/overview" replace />
  if (isChanged && state === 'in')
    return (
      <Empty title={t.changed} as="h1">
        {t.inAs(me?.person.name ?? '')}
      </Empty>
    )
  if (isChanged) return <SignIn note={t.changed} />
  if (!token.startsWith('azr_'))
    return (
      <Empty title={t.noLink} as="h1">
        {t.noLinkText}
      </Empty>
    )
  return <Reset key={token} token={token} done={done} />
}
