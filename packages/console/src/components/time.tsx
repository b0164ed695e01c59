import { useFormat } from '../i18n/format.ts'
import classes from './components.module.css'

interface Props {
  readonly at: string | number
  /** `ago`: how far from now, the instant as its title. `day`, `minute`, `second`: the instant, so exactly. */
  readonly as?: 'ago' | 'day' | 'minute' | 'second'
}

/** An instant, in the person's zone. */
export function Time({ at, as = 'minute' }: Props) {
  const format = useFormat()
  const text = {
    ago: () => format.relative(at),
    day: () => format.date(at),
    minute: () => format.dateTime(at),
    second: () => format.exact(at),
  }[as]()
  return (
    <time className={classes.time} dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {text}
    </time>
  )
}
