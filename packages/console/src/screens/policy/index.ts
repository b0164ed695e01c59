import { IconScript } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const VIEWS = ['text', 'versions', 'change', 'proposal']

const screen: Screen = {
  path: '/policy',
  title: { en: 'Policy', ja: 'ポリシー' },
  icon: IconScript,
  order: 15,
  needs: [],
  frame: 'frame',
  load: () => import('./policy.tsx'),
  search: ({ view, version, proposal }) => ({
    proposal: typeof proposal === 'string' && /^prp_[0-9a-f]{32}$/.test(proposal) ? proposal : undefined,
    view: VIEWS.includes(String(view)) ? String(view) : undefined,
    version: Number.isInteger(version) ? Number(version) : undefined,
  }),
}
export default screen
