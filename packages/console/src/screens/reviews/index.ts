import { IconClipboardCheck } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/reviews',
  title: { en: 'Reviews', ja: 'アクセス点検' },
  icon: IconClipboardCheck,
  order: 60,
  needs: ['review-access', 'read-access'],
  frame: 'frame',
  load: () => import('./page.tsx'),
  pages: [{ path: '$review', load: () => import('./review.tsx') }],
}
export default screen
