import { IconMailOpened } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/invitation',
  title: { en: 'Invitation', ja: '招待' },
  icon: IconMailOpened,
  needs: [],
  frame: 'bare',
  load: () => import('./invitation.tsx'),
}
export default screen
