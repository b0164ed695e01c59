import { Button } from '@mantine/core'
import { useBase } from '../i18n/base.ts'
import { ProblemView } from './problem-view.tsx'

/** A fault of the console's own, or a part of it that a newer version has replaced on the server. */
export function ScreenFailed({ error }: { readonly error: unknown }) {
  const t = useBase()
  // Browsers say it in words of their own; only the type is common to them, and a fault of ours has it rarely.
  const unloaded = error instanceof TypeError && /import|module/i.test(error.message)
  return (
    <div style={{ display: 'grid', gap: 'var(--space-4)', padding: 'var(--space-5)' }}>
      <ProblemView
        error={unloaded ? undefined : error}
        title={unloaded ? t.problem.unloaded : t.problem.screen}
      />
      <p>{unloaded ? t.problem.unloadedText : t.problem.screenText}</p>
      <div>
        <Button onClick={() => location.reload()}>{t.problem.reload}</Button>
      </div>
    </div>
  )
}
