import { IconKey } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/access',
  title: { en: 'Access', ja: 'アクセス権' },
  icon: IconKey,
  order: 44,
  needs: ['read-access', 'manage'],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
