import { Button } from '@mantine/core'
import { useBase } from '../i18n/base.ts'
import { ProblemView } from './problem-view.tsx'

/** A fault of the console's own, or a part of it that a newer version has replaced on the server. */
export function ScreenFailed({ error }: { readonly error: unknown }) {
  const t = useBase()
  return (
    <div style={{ display: 'grid', gap: 'var(--space-4)', padding: 'var(--space-5)' }}>
      <ProblemView error={error} title={t.problem.screen} />
      <p>{t.problem.screenText}</p>
      <div>
        <Button onClick={() => location.reload()}>{t.problem.reload}</Button>
      </div>
    </div>
  )
}
