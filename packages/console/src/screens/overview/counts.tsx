import { UnstyledButton } from '@mantine/core'
import type { Status } from '../../api/status.ts'
import { ShareBar } from '../../components/spark.tsx'
import { STATES, type State, StateMark } from '../../components/state-mark.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './counts.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly counts: Status['counts']
  readonly chosen: State | undefined
  readonly choose: (state: State | undefined) => void
}

/** How many clauses are in each state; a press shows those alone. */
export function Counts({ counts, chosen, choose }: Props) {
  const t = useTexts(texts)
  const { number } = useFormat()
  const count = (state: State) => counts[state] ?? 0
  const label = t.shares(
    number(count('violated')),
    number(count('unknown')),
    number(count('stale')),
    number(count('satisfied')),
  )
  return (
    <section aria-label={t.states} className={classes.counts}>
      <div className={classes.countRow}>
        {STATES.map((state) => (
          <UnstyledButton
            key={state}
            className={classes.count ?? ''}
            data-state={state}
            data-none={count(state) === 0 || undefined}
            aria-pressed={chosen === state}
            onClick={() => choose(chosen === state ? undefined : state)}
          >
            <span className={classes.figure}>{number(count(state))}</span>
            <StateMark state={state} quiet />
          </UnstyledButton>
        ))}
      </div>
      <ShareBar parts={STATES.map((state) => ({ state, count: count(state) }))} label={label} />
    </section>
  )
}
