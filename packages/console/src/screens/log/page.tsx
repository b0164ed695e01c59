import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Page } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loading } from '../../states/loading.tsx'
import { Entries } from './entries.tsx'
import { Health } from './health.tsx'
import { texts } from './texts.ts'

// The verifier is loaded when somebody verifies.
const Verify = lazy(() => import('./verify.tsx'))

export interface LogView {
  readonly kind?: string
  readonly outcome?: 'success' | 'failure'
  readonly order?: 'oldest'
  readonly view?: 'verify'
}

export default function LogPage() {
  const t = useTexts(texts)
  const view = useSearch({ strict: false }) as LogView
  const navigate = useNavigate()
  const show = (next: LogView) => void navigate({ to: '/log', search: next as never, replace: true })
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <SegmentedControl
          aria-label={t.tabs.label}
          value={view.view ?? 'entries'}
          onChange={(value) => show({ ...view, view: value === 'verify' ? 'verify' : undefined } as LogView)}
          data={[
            { value: 'entries', label: t.tabs.entries },
            { value: 'verify', label: t.tabs.verify },
          ]}
        />
      }
    >
      <Health />
      {view.view === 'verify' ? (
        <Suspense fallback={<Loading />}>
          <Verify />
        </Suspense>
      ) : (
        <Entries view={view} show={show} />
      )}
    </Page>
  )
}
