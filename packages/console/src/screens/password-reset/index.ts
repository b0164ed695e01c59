import { IconLockOpen } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/password-reset',
  title: { en: 'Another password', ja: 'パスワードの再設定' },
  icon: IconLockOpen,
  needs: [],
  frame: 'bare',
  load: () => import('./page.tsx'),
}
export default screen
