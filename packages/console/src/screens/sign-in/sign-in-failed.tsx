import { AzukariApiError } from '@azukari/sdk'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './sign-in.module.css'
import { texts } from './texts.ts'

/** Wrong is wrong, whichever part of it was: which one is for nobody to learn here. */
export function SignInFailed({ error }: { readonly error: unknown }) {
  const t = useTexts(texts)
  if (!(error instanceof AzukariApiError) || error.status !== 401) return <ProblemView error={error} />
  return (
    <p className={classes.wrong} role="alert">
      <strong>{t.wrong}</strong> {t.wrongText}
    </p>
  )
}
