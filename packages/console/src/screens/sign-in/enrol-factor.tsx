import { EnrolFactors } from '../../components/enrol-factors/enrol-factors.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import classes from './sign-in.module.css'
import { texts } from './texts.ts'

/** Somebody invited, or whose factors were reset: the second factor comes before everything. */
export function EnrolFactor() {
  const t = useTexts(texts)
  const { renew } = useSession()
  return (
    <section className={classes.wide}>
      <h1>{t.enrolTitle}</h1>
      <p>{t.enrolText}</p>
      <EnrolFactors done={() => void renew()} />
    </section>
  )
}
