import type { VerifyReport } from '@azukari/proof'
import { Facts } from '../../components/page.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './log.module.css'
import { texts } from './texts.ts'

const SHOWN = 20

interface Props {
  readonly report: VerifyReport
  readonly ms: number
  readonly withEarlier: boolean
}

/** What a verification found: what was proved, or where the log is not what was signed. */
export function Verdict({ report, ms, withEarlier }: Props) {
  const t = useTexts(texts).verify
  const { number, duration } = useFormat()
  const { ok, problems } = report
  return (
    <section className={classes.verdict} data-ok={ok} role="alert" aria-live="assertive">
      <h3>
        <StateMark state={ok ? 'satisfied' : 'violated'} /> {ok ? t.ok : t.bad}
      </h3>
      <p>{ok ? t.okText(number(report.entries)) : t.badText(number(problems.length))}</p>
      {ok && withEarlier && <p>{t.earlierHeld}</p>}
      {!ok && (
        <ul className={classes.problems}>
          {problems.slice(0, SHOWN).map((problem) => (
            <li key={`${problem.code} ${JSON.stringify(problem)}`}>
              <code>{problem.code}</code>
              {'index' in problem && typeof problem.index === 'number' && ` — ${t.at(number(problem.index))}`}{' '}
              <span className={classes.soft}>
                {t.problems[problem.code]} {problem.path}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Facts
        of={[
          [t.origin, report.origin ?? '–'],
          [
            t.root,
            <span key="root" className={classes.hash}>
              {report.root || '–'}
            </span>,
          ],
          [t.lanes, number(Object.keys(report.lanes).length)],
          [t.pruned, number(report.pruned)],
          [t.took, duration(ms)],
        ]}
      />
    </section>
  )
}
