import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { policyVersions } from '../../api/policy.ts'
import { Page } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ChangeView } from './change-view.tsx'
import classes from './policy.module.css'
import { ProposalView } from './proposal-view.tsx'
import { TextView } from './text-view.tsx'
import { texts } from './texts.ts'
import { VersionsView } from './versions-view.tsx'

type View = 'text' | 'versions' | 'change'

interface Search {
  readonly view?: View | 'proposal'
  readonly proposal?: string
}

/** What is promised, how it came to be, and the way to change it. */
export default function Policy() {
  const t = useTexts(texts)
  const format = useFormat()
  const { may } = useSession()
  const { view = 'text', proposal } = useSearch({ strict: false }) as Search
  const versions = useQuery({ ...policyVersions, enabled: may('read-status') })
  const [current] = versions.data ?? []
  const intro =
    current && t.intro(current.policy, format.number(current.version), format.dateTime(current.applied))
  const views: readonly View[] = [
    'text',
    ...(may('read-status') ? (['versions'] as const) : []),
    ...(may('manage-policy') ? (['change'] as const) : []),
  ]
  return (
    <Page title={t.title} intro={intro}>
      <nav aria-label={t.views.label} className={classes.views}>
        {views.map((name) => (
          <Link
            key={name}
            to="/policy"
            search={{ view: name === 'text' ? undefined : name }}
            aria-current={view === name ? 'page' : undefined}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {t.views[name]}
          </Link>
        ))}
      </nav>
      {view === 'text' && <TextView />}
      {view === 'versions' && <VersionsView />}
      {view === 'change' && <ChangeView />}
      {view === 'proposal' && proposal !== undefined && <ProposalView id={proposal} />}
    </Page>
  )
}
