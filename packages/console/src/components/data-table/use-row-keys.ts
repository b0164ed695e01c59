import type { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { focusInPlace } from '../focus-in-place.ts'

interface Rows<Row> {
  readonly scroll: RefObject<HTMLDivElement | null>
  readonly virtual: Pick<ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>, 'scrollToIndex'>
  /** In the order shown; another list is when the row with the focus may have gone. */
  readonly sorted: readonly unknown[]
  readonly rowPx: number
  readonly onOpen: ((row: Row) => void) | undefined
  readonly onKey: ((event: KeyboardEvent, row: Row) => void) | undefined
}

/** Which row is in the tab order, and the keys on it: arrows, Home, End and Page keys move, Enter opens. */
export function useRowKeys<Row>(rows: Rows<Row>) {
  const { scroll, virtual, sorted, onOpen, onKey, rowPx } = rows
  const [at, setAt] = useState(0)
  const lastIndex = sorted.length - 1
  const current = Math.max(0, Math.min(at, lastIndex))
  const focusRow = (index: number) =>
    scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true })
  const focus = useKeptFocus(sorted, () => focusRow(current))

  const move = (to: number) => {
    const next = Math.max(0, Math.min(lastIndex, to))
    setAt(next)
    virtual.scrollToIndex(next)
    focusSoon(scroll, next)
  }
  const onKeyDown = (event: KeyboardEvent, row: Row) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / rowPx) - 2)
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: lastIndex,
    }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if (event.key === 'Enter' && event.target === event.currentTarget) {
      // What opens takes the focus within this event; the key's own effect would then press its first button, the one that closes.
      event.preventDefault()
      onOpen?.(row)
    } else onKey?.(event, row)
  }
  return { current, setAt, onKeyDown, focus }
}

/** A row that was decided goes, and the focus with it; the keys go on with the row in its place, or past the table with the last of them. */
function useKeptFocus(sorted: readonly unknown[], focusCurrent: () => void) {
  const has = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are when the one with the focus may have gone
  useLayoutEffect(() => {
    if (has.current && document.activeElement === document.body) focusCurrent()
  }, [sorted])
  useLayoutEffect(
    () => () => {
      if (has.current) queueMicrotask(focusInPlace)
    },
    [],
  )
  return {
    onFocus: () => {
      has.current = true
    },
    onBlur: () => {
      has.current = false
    },
  }
}

/** Frames in which a row that was scrolled to is there at the latest; on a busy machine, and among rows that are measured as they come, it takes several. */
const FRAMES = 60

function focusSoon(scroll: RefObject<HTMLDivElement | null>, index: number, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const row = scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
    if (row) row.focus({ preventScroll: true })
    else if (frames > 0) focusSoon(scroll, index, frames - 1)
  })
}
