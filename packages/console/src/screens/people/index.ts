import { IconUsers } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/people',
  title: { en: 'People', ja: 'メンバー' },
  icon: IconUsers,
  order: 40,
  needs: ['read-access', 'manage-people'],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
