import {
  IconCircleCheckFilled,
  IconClockExclamation,
  IconHelpHexagon,
  IconOctagonFilled,
} from '@tabler/icons-react'
import { useBase } from '../i18n/base.ts'
import classes from './components.module.css'

export type State = 'satisfied' | 'violated' | 'unknown' | 'stale'
/** The worst first. */
export const STATES: readonly State[] = ['violated', 'unknown', 'stale', 'satisfied']

const ICONS = {
  satisfied: IconCircleCheckFilled,
  violated: IconOctagonFilled,
  unknown: IconHelpHexagon,
  stale: IconClockExclamation,
} as const

/** A state by shape, word and colour: any one of the three is enough to tell. `quiet` leaves the ground out. */
export function StateMark({ state, quiet }: { readonly state: State; readonly quiet?: boolean }) {
  const t = useBase()
  const Icon = ICONS[state]
  return (
    <span className={classes.state} data-state={state} data-quiet={quiet || undefined}>
      <Icon size={15} aria-hidden />
      {t.state[state]}
    </span>
  )
}
