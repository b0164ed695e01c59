import { useQuery } from '@tanstack/react-query'
import { StateMark } from '../../components/state-mark.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { readHealth } from './api.ts'
import classes from './log.module.css'
import { texts } from './texts.ts'

/** Figures of the log, read again every five seconds. */
export function Health() {
  const t = useTexts(texts).health
  const { number, duration } = useFormat()
  const health = useQuery({
    queryKey: ['log', 'health'],
    queryFn: () => readHealth({}),
    refetchInterval: 5000,
  })
  return (
    <section aria-label={t.title}>
      <Loaded query={health}>
        {({ size, ageMs, pending, lanes }) => (
          <dl className={classes.figures}>
            <Figure name={t.size} value={number(size)} />
            <Figure name={t.age} value={ageMs === undefined ? t.none : duration(ageMs)} />
            <Figure
              name={t.pending}
              value={number(pending.entries)}
              bad={pending.overdue > 0 ? t.overdue(number(pending.overdue)) : undefined}
            />
            <Figure
              name={t.lanes}
              value={number(lanes.known)}
              bad={lanes.broken.length > 0 ? t.broken(number(lanes.broken.length)) : undefined}
              good={t.whole}
            />
          </dl>
        )}
      </Loaded>
    </section>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly bad?: string | undefined
  readonly good?: string
}

function Figure({ name, value, bad, good }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {bad === undefined ? (
          good && <span className={classes.soft}>{good}</span>
        ) : (
          <span>
            <StateMark state="violated" quiet /> {bad}
          </span>
        )}
      </dd>
    </div>
  )
}
