import { useState } from 'react'
import { type FactorName, type SignedIn, signOut } from '../../api/people.ts'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { EnrolFactor } from './enrol-factor.tsx'
import { FactorForm } from './factor-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { Providers } from './providers.tsx'
import classes from './sign-in.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly problem?: string | undefined
  /** What was just done, and is told first. */
  readonly note?: string
}

// What was there had the focus, and is gone; whoever hears the page goes on here.
const takeFocus = (element: HTMLElement | null) => element?.focus()

/** Who are you, in one or two steps. It stands in the place of the screen that asked for a session. */
export function SignIn({ problem, note }: Props) {
  const t = useTexts(texts)
  const base = useBase()
  const { lost, renew, forget, me } = useSession()
  const [given, setFactors] = useState<readonly FactorName[] | undefined>(undefined)
  const factors = given ?? me?.factors
  const on = async (answer: SignedIn) => {
    if (answer.state === 'factor_needed') setFactors(answer.factors ?? ['totp', 'recovery'])
    await renew()
  }
  if (me && me.factors.length === 0) return <EnrolFactor />
  const startOver = async () => {
    await signOut({}).catch(() => {})
    setFactors(undefined)
    await forget()
  }
  return (
    <section className={classes.card} aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{factors ? t.factor : t.title}</h1>
      {note !== undefined && !factors && (
        <p className={classes.note} role="status" tabIndex={-1} ref={takeFocus}>
          {note}
        </p>
      )}
      {lost && note === undefined && !factors && (
        <p className={classes.note} role="status">
          <strong>{base.lost.title}</strong> {base.lost.text}
        </p>
      )}
      {problem !== undefined && !factors && (
        <p className={classes.wrong} role="alert">
          <strong>{t.signOnFailed}</strong> {t.signOnText} <code>{problem}</code>
        </p>
      )}
      {factors ? (
        <FactorForm factors={factors} done={on} startOver={() => void startOver()} />
      ) : (
        <>
          <PasswordForm done={on} />
          <Providers done={on} />
        </>
      )}
      {!factors && <p className={classes.tagline}>{t.tagline}</p>}
    </section>
  )
}
