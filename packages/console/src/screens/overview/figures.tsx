import type { CheckResult } from '../../api/status.ts'
import { useFormat } from '../../i18n/format.ts'
import classes from './overview.module.css'

/** The figures of a check under the names that the command and the log know them by; times as times. */
export function Figures({ of }: { readonly of: CheckResult['figures'] }) {
  const { number, duration } = useFormat()
  const textOf = (name: string, value: string | number) =>
    typeof value === 'string' ? value : /_ms(_ago)?$/.test(name) ? duration(value) : number(value)
  return (
    <dl className={classes.figures}>
      {Object.entries(of)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name.replace(/_ms(?=_|$)/, '').replaceAll('_', ' ')}</dt>
            <dd>{textOf(name, value)}</dd>
          </div>
        ))}
    </dl>
  )
}
