import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { type Column, leastOf, tracksOf } from './columns.ts'
import classes from './data-table.module.css'
import { Heads } from './heads.tsx'
import { useSorted } from './use-sorted.ts'

interface Props<Row> {
  /** What the rows are, for those who cannot see the heading above. */
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  /** Enter or a press opens the row. */
  readonly onOpen?: (row: Row) => void
  readonly openId?: string | undefined
  /** Further keys on the row that has the focus. */
  readonly onKey?: (event: KeyboardEvent, row: Row) => void
  /** Called near the end of the rows while there are more. */
  readonly more?: { readonly load: () => void; readonly loading: boolean } | undefined
  /** Height of the window onto the rows, as CSS. */
  readonly height?: string
}

const ROW_PX = 38

/** Rows of any number, of which only those in sight exist. Arrows, Home, End and Page keys move; one row is in the tab order. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, rows, rowId, onOpen, onKey, openId, more, height = 'min(70dvh, 48rem)' } = props
  const t = useBase()
  const { number } = useFormat()
  const narrow = useMediaQuery('(max-width: 52rem)', false, { getInitialValueInEffect: false })
  const columns = useMemo(
    () => (narrow ? props.columns.filter((c) => !c.wideOnly) : props.columns),
    [props.columns, narrow],
  )
  const table = useSorted(rows, columns, rowId)
  const sorted = table.getRowModel().rows
  const scroll = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const current = Math.min(at, Math.max(0, sorted.length - 1))
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && !more.loading && last >= sorted.length - 20) more.load()
  }, [more, last, sorted.length])

  const hadFocus = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are when the one with the focus may have gone
  useLayoutEffect(() => {
    // A row that was decided goes, and the focus with it; the keys go on with the row in its place.
    if (hadFocus.current && document.activeElement === document.body)
      scroll.current?.querySelector<HTMLElement>(`[data-index="${current}"]`)?.focus({ preventScroll: true })
  }, [sorted, current])

  const move = (to: number) => {
    const next = Math.max(0, Math.min(sorted.length - 1, to))
    setAt(next)
    virtual.scrollToIndex(next)
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }),
    )
  }
  const onKeyDown = (event: KeyboardEvent, row: Row) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / ROW_PX) - 2)
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: sorted.length - 1,
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
  const tracks = { '--tracks': tracksOf(columns), '--least': `${leastOf(columns)}rem` } as React.CSSProperties
  return (
    <div className={classes.around}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element with rows out of the flow is not a table to a screen reader either */}
      <div
        ref={scroll}
        className={classes.table}
        style={{ ...tracks, maxHeight: height }}
        role="grid"
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        tabIndex={-1}
        onFocus={() => {
          hadFocus.current = true
        }}
        onBlur={() => {
          hadFocus.current = false
        }}
      >
        <Heads table={table} columns={columns} />
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = sorted[index]
            if (row === undefined) return null
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              <div
                key={row.id}
                role="row"
                data-index={index}
                data-open={row.id === openId || undefined}
                data-opens={onOpen !== undefined || undefined}
                aria-rowindex={index + 2}
                tabIndex={index === current ? 0 : -1}
                className={classes.row}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => setAt(index)}
                onClick={() => onOpen?.(row.original)}
                onKeyDown={(event) => onKeyDown(event, row.original)}
              >
                {columns.map((column) => (
                  // biome-ignore lint/a11y/useSemanticElements: as above
                  // biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus
                  <div
                    role="gridcell"
                    key={column.id}
                    className={classes.cell}
                    data-numeric={column.numeric || undefined}
                  >
                    {column.cell(row.original)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      <p className={classes.foot} aria-live="polite">
        {more?.loading ? t.rowsMore : t.rows(number(sorted.length))}
      </p>
    </div>
  )
}
