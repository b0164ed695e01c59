import { IconDoorExit } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/leavers',
  title: { en: 'Leavers', ja: '退職者' },
  icon: IconDoorExit,
  order: 64,
  needs: ['manage-people', 'read-access'],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
