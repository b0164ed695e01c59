import { IconRobot } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/services',
  title: { en: 'Services and keys', ja: 'サービスと鍵' },
  icon: IconRobot,
  order: 42,
  needs: ['manage'],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
