import { IconBriefcase } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/cases',
  title: { en: 'Cases', ja: 'ケース' },
  icon: IconBriefcase,
  order: 50,
  needs: ['request-case', 'approve-access', 'read-access'],
  frame: 'frame',
  load: () => import('./page.tsx'),
}
export default screen
