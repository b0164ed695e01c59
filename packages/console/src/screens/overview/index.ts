import { IconLayoutDashboard } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/overview',
  title: { en: 'Overview', ja: '概況' },
  icon: IconLayoutDashboard,
  order: 10,
  needs: [],
  frame: 'frame',
  load: () => import('./overview.tsx'),
  search: ({ clause, state }) => ({
    clause: typeof clause === 'string' && /^[\w.-]{1,32}$/.test(clause) ? clause : undefined,
    state: typeof state === 'string' && /^[a-z]{1,16}$/.test(state) ? state : undefined,
  }),
}
export default screen
