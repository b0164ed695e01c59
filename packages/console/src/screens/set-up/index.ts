import { IconSeedling } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/setup',
  title: { en: 'Set-up', ja: '初期設定' },
  icon: IconSeedling,
  needs: [],
  frame: 'bare',
  load: () => import('./set-up.tsx'),
  search: ({ step }) => ({ step: typeof step === 'string' && /^[a-z]{1,16}$/.test(step) ? step : undefined }),
}
export default screen
