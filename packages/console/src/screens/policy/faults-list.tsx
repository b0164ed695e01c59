import { IconAlertTriangle } from '@tabler/icons-react'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import type { Fault } from './faults.ts'
import classes from './policy.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly faults: readonly Fault[]
  readonly goTo: (file: string, line: number, column: number) => void
}

export function Faults({ faults, goTo }: Props) {
  const t = useTexts(texts).change
  const { number } = useFormat()
  return (
    <section className={classes.faults} role="alert">
      <h2>
        <IconAlertTriangle size={18} aria-hidden /> {t.errors(number(faults.length))}
      </h2>
      <ul>
        {faults.map(({ file, line, column, text }) => (
          <li key={`${file}:${line}:${column}:${text}`}>
            <button type="button" onClick={() => goTo(file, line, column)}>
              {t.at(file, String(line), String(column))}
            </button>
            <span lang="en">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
