import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { BothTexts } from './i18n/texts.ts'

type Load = () => Promise<{ readonly default: ComponentType }>

/**
 * What a folder below `screens/` exports as default from its `index.ts`. It is loaded with the frame and stays small; what it draws is
 * loaded when somebody goes there.
 */
export interface Screen {
  /** Where it is: `/data`. */
  readonly path: string
  readonly title: BothTexts
  readonly icon: Icon
  /** Place in the list of screens; left out: not in the list. Below 40 the work of the day, 40 to 69 who may, from 70 what was. */
  readonly order?: number
  /** Any one of these actions opens it; empty: everybody signed in. */
  readonly needs: readonly string[]
  /** `frame`: inside the frame, for people signed in. `bare`: on its own, for anybody. */
  readonly frame: 'frame' | 'bare'
  readonly load: Load
  /** Pages below: `$collection` → `/data/$collection`. Parameters are opaque ids or names from the policy, never data. */
  readonly pages?: readonly { readonly path: string; readonly load: Load }[]
  /** Reads the query string; what it leaves out is not kept. Opaque ids, names from the policy and settings of the view only. */
  readonly search?: (
    raw: Readonly<Record<string, unknown>>,
  ) => Record<string, string | number | boolean | undefined>
}

const found = import.meta.glob<Screen>('./screens/*/index.ts', { eager: true, import: 'default' })

/** Every screen there is, in the order of the list. */
export const screens: readonly Screen[] = Object.values(found).sort(
  (a, b) => (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER),
)
