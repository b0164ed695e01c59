import { useTexts } from '../../i18n/language.tsx'
import { Stack } from '../layout.tsx'
import { Page, Panel } from '../page.tsx'
import { ConfirmDevice } from './confirm-device.tsx'
import { EnrolDevice } from './enrol-device.tsx'
import { texts } from './texts.ts'

/** In the place of every screen, for whoever is signed in from a device that nobody knows: the server refuses them everything but this. */
export default function DeviceNeeded() {
  const t = useTexts(texts)
  return (
    <Page title={t.needed} intro={t.neededText}>
      <Panel title={t.title}>
        <Stack>
          <ConfirmDevice />
          <EnrolDevice />
        </Stack>
      </Panel>
    </Page>
  )
}
