import { Page } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Devices } from './devices.tsx'
import { Networks } from './networks.tsx'
import { texts } from './texts.ts'

export default function NetworksPage() {
  const t = useTexts(texts)
  return (
    <Page title={t.title} intro={t.intro}>
      <Networks />
      <Devices />
    </Page>
  )
}
