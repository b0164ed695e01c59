import { Checkbox } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle, IconUrgent } from '@tabler/icons-react'
import type { Change } from '../../api/policy.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

const WORST = ['danger', 'notice', 'info']

/** The worst first. */
export const worstFirst = (changes: readonly Change[]): readonly Change[] =>
  changes.toSorted((a, b) => WORST.indexOf(a.severity) - WORST.indexOf(b.severity))

const ICONS = { info: IconInfoCircle, notice: IconAlertTriangle, danger: IconUrgent } as const

interface Props {
  readonly change: Change
  readonly accepted: boolean
  readonly toggle?: (name: string) => void
}

/** One change and what it means; with `toggle`, to be accepted by name. */
export function ChangeRow({ change, accepted, toggle }: Props) {
  const t = useTexts(texts).change
  const { language } = useLanguage()
  const Icon = ICONS[change.severity]
  const { accept } = change
  return (
    <div className={classes.changeRow} data-severity={change.severity}>
      <span className={classes.severity}>
        <Icon size={15} aria-hidden /> {t.severity[change.severity]}
      </span>
      <div>
        <code>{change.path}</code>
        <p>{change.text[language]}</p>
        {accept && (
          <Checkbox
            size="xs"
            checked={accepted}
            disabled={toggle === undefined}
            description={toggle === undefined ? t.acceptSaid : undefined}
            onChange={() => toggle?.(accept.name)}
            label={`${t.accept}: ${accept.name} (${accept.required ? t.acceptNeeded : t.acceptOptional})`}
          />
        )}
      </div>
    </div>
  )
}
