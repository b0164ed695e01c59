import { useTexts } from '../../i18n/language.tsx'
import { Page, Panel } from '../page.tsx'
import { AcceptPolicy } from './accept-policy.tsx'
import { texts } from './texts.ts'

/** In the place of every screen, for whoever has accepted no version of the policy: the server refuses them everything but this. */
export default function AcceptFirst() {
  const t = useTexts(texts)
  return (
    <Page title={t.first} intro={t.firstText}>
      <Panel title={t.policy}>
        <AcceptPolicy />
      </Panel>
    </Page>
  )
}
