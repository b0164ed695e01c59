import { IconInbox } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/inbox',
  title: { en: 'Inbox', ja: '承認待ち' },
  icon: IconInbox,
  order: 20,
  needs: [],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
