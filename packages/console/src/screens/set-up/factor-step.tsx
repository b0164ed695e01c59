import { EnrolFactors } from '../../components/enrol-factors/enrol-factors.tsx'
import { useTexts } from '../../i18n/language.tsx'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

export function FactorStep({ done }: { readonly done: () => void }) {
  const t = useTexts(texts).factor
  return (
    <div className={classes.form}>
      <p>{t.text}</p>
      <EnrolFactors done={done} withCodes={false} />
    </div>
  )
}
