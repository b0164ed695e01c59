import { SegmentedControl } from '@mantine/core'
import { type ComponentType, useState } from 'react'
import { Page, Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { AllGrants } from './all-grants.tsx'
import { AskGrant } from './ask-grant.tsx'
import { Explain } from './explain.tsx'
import { Roles } from './roles.tsx'
import { texts } from './texts.ts'
import { What } from './what.tsx'
import { Who } from './who.tsx'

type View = 'explain' | 'who' | 'what' | 'ask' | 'roles' | 'all'

const VIEWS: readonly { readonly view: View; readonly needs: string; readonly content: ComponentType }[] = [
  { view: 'explain', needs: 'read-access', content: Explain },
  { view: 'who', needs: 'read-access', content: Who },
  { view: 'what', needs: 'read-access', content: What },
  { view: 'ask', needs: 'manage', content: AskGrant },
  { view: 'all', needs: 'manage', content: AllGrants },
  { view: 'roles', needs: 'read-access', content: Roles },
]

export default function AccessPage() {
  const t = useTexts(texts)
  const { may } = useSession()
  const offered = VIEWS.filter((v) => may(v.needs))
  const [chosen, setView] = useState<View>('explain')
  const view = offered.find((v) => v.view === chosen) ?? offered[0]
  if (view === undefined) return null
  const Content = view.content
  return (
    <Page title={t.title} intro={t.intro}>
      <div>
        <SegmentedControl
          aria-label={t.views.label}
          value={view.view}
          onChange={(value) => setView(value as View)}
          data={offered.map(({ view: value }) => ({ value, label: t.views[value] }))}
        />
      </div>
      <Panel title={t.views[view.view]}>
        <Content />
      </Panel>
    </Page>
  )
}
