import { IconListCheck } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/log',
  title: { en: 'Log', ja: 'ログ' },
  icon: IconListCheck,
  order: 80,
  needs: ['read-log'],
  frame: 'frame',
  load: () => import('./page.tsx'),
  search: ({ kind, outcome, order, view }) => ({
    kind:
      typeof kind === 'string' && /^[a-z][a-z0-9_-]{0,40}\.([a-z][a-z0-9_-]{0,40})?$/.test(kind)
        ? kind
        : undefined,
    outcome: outcome === 'success' || outcome === 'failure' ? outcome : undefined,
    order: order === 'oldest' ? 'oldest' : undefined,
    view: view === 'verify' ? 'verify' : undefined,
  }),
}
export default screen
