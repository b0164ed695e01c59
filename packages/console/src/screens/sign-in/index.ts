import { IconLogin2 } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/sign-in',
  title: { en: 'Sign in', ja: 'サインイン' },
  icon: IconLogin2,
  needs: [],
  frame: 'bare',
  load: () => import('./page.tsx'),
  search: ({ problem }) => ({
    problem: typeof problem === 'string' && /^[a-z_]{1,48}$/.test(problem) ? problem : undefined,
  }),
}
export default screen
