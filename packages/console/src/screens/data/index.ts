import { IconDatabase } from '@tabler/icons-react'
import type { Screen } from '../../screens.ts'

const screen: Screen = {
  path: '/data',
  title: { en: 'Data', ja: 'データ' },
  icon: IconDatabase,
  order: 30,
  needs: ['read-data'],
  frame: 'frame',
  load: () => import('./collections.tsx'),
  pages: [{ path: '$collection', load: () => import('./collection.tsx') }],
  search: ({ view, state }) => ({
    view: view === 'fields' ? 'fields' : undefined,
    state: state === 'readable' || state === 'partly' || state === 'destroyed' ? state : undefined,
  }),
}
export default screen
