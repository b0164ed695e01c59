import { IconCheck } from '@tabler/icons-react'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './set-up.module.css'
import { STEPS, type Step } from './steps.ts'
import { texts } from './texts.ts'

/** All steps in order: which are done, and which this is. */
export function Progress({ step }: { readonly step: Step }) {
  const t = useTexts(texts)
  const { number } = useFormat()
  const at = STEPS.indexOf(step)
  return (
    <ol className={classes.steps} aria-label={t.progress}>
      {STEPS.map((name, index) => (
        <li key={name} aria-current={name === step ? 'step' : undefined} data-done={index < at || undefined}>
          <span className={classes.number}>
            {index < at ? <IconCheck size={14} stroke={2.5} aria-hidden /> : number(index + 1)}
          </span>
          <span className={classes.stepName}>{t.steps[name]}</span>
        </li>
      ))}
    </ol>
  )
}
