import { IconAlertTriangle } from '@tabler/icons-react'
import type { PolicyProblem } from '../../api/policy.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './editor.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly problems: readonly PolicyProblem[]
  readonly goTo: (file: string, line: number, column: number) => void
}

/** What is wrong with the files, or worth a look; a press goes to the place. */
export function Problems({ problems, goTo }: Props) {
  const t = useTexts(texts).change
  const { number } = useFormat()
  return (
    <section className={classes.faults} role="alert">
      <h2>
        <IconAlertTriangle size={18} aria-hidden /> {t.errors(number(problems.length))}
      </h2>
      <ul>
        {problems.map(({ file, line, column, code, severity, message, fix }) => (
          <li key={`${file}:${line}:${column}:${code}`}>
            <button type="button" onClick={() => goTo(file, line, column)}>
              {t.at(file, String(line), String(column))}
            </button>
            <span data-severity={severity}>
              {message} {fix}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
