import { IconNetwork } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/networks',
  title: { en: 'Networks and devices', ja: 'ネットワークと端末' },
  icon: IconNetwork,
  order: 68,
  needs: ['read-access', 'manage-network'],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
