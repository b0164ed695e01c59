import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './log.module.css'
import { texts } from './texts.ts'
import { type Run, useVerification } from './use-verification.ts'
import { Verdict } from './verdict.tsx'
import { VerifyForm } from './verify-form.tsx'

export default function Verify() {
  const t = useTexts(texts).verify
  const { run, start, stop } = useVerification()
  return (
    <Panel title={t.title}>
      <VerifyForm running={run.state === 'running'} start={start} stop={stop} />
      <Outcome of={run} />
    </Panel>
  )
}

function Outcome({ of: run }: { readonly of: Run }) {
  const t = useTexts(texts).verify
  const { number } = useFormat()
  if (run.state === 'stopped') return <p role="alert">{t.stopped}</p>
  if (run.state === 'failed') return <ProblemView error={run.error} />
  if (run.state === 'done') return <Verdict report={run.report} ms={run.ms} withEarlier={run.withEarlier} />
  if (run.state !== 'running') return null
  return (
    <div role="status">
      <progress
        className={classes.progress}
        value={run.done}
        max={Math.max(1, run.size)}
        aria-label={t.start}
      />
      <p className={classes.soft}>{t.progress(number(run.done), number(run.size))}</p>
    </div>
  )
}
