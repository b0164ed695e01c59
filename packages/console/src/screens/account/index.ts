import { IconUserCircle } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/account',
  title: { en: 'Your account', ja: 'アカウント' },
  icon: IconUserCircle,
  needs: [],
  frame: 'frame',
  load: () => import('./account.tsx'),
}
export default screen
