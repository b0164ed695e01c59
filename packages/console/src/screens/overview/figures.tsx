import type { CheckResult } from '../../api/status.ts'
import { useFigureNames } from '../../i18n/figures/use-figure-names.ts'
import { useFormat } from '../../i18n/format.ts'
import classes from './overview.module.css'

const wordsOf = (name: string) =>
  name.replace(/Ms(?=Ago$|$)/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

interface Props {
  readonly check: string
  readonly of: CheckResult['figures']
}

/** The figures of a check in the person's language, or under the names that the command and the log know them by; times as times. */
export function Figures({ check, of }: Props) {
  const { number, duration } = useFormat()
  const words = useFigureNames()
  const nameOf = (name: string) => words?.[`${check}.${name}`] ?? words?.[name]
  const textOf = (name: string, value: string | number) =>
    typeof value === 'string' ? value : /Ms(Ago)?$/.test(name) ? duration(value) : number(value)
  return (
    <dl className={classes.figures}>
      {Object.entries(of)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt lang={nameOf(name) === undefined ? 'en' : undefined}>{nameOf(name) ?? wordsOf(name)}</dt>
            <dd>{textOf(name, value)}</dd>
          </div>
        ))}
    </dl>
  )
}
