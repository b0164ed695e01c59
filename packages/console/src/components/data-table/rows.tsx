import type { VirtualItem } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import type { Column } from './columns.ts'
import classes from './data-table.module.css'

interface Props<Row> {
  readonly shown: readonly VirtualItem[]
  readonly sorted: readonly { readonly id: string; readonly original: Row }[]
  readonly columns: readonly Column<Row>[]
  /** Index of the row that is in the tab order. */
  readonly current: number
  readonly openId: string | undefined
  readonly onOpen: ((row: Row) => void) | undefined
  readonly onFocus: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent, row: Row) => void
  /** Of all rows, in pixels. */
  readonly height: number
  /** Told each row, where how high it is depends on what stands in it. */
  readonly measure: ((row: HTMLElement | null) => void) | undefined
}

/** The rows in sight, each at its place. */
export function Rows<Row>({ shown, sorted, height, measure, ...props }: Props<Row>) {
  const { columns, current, openId, onOpen, onFocus, onKeyDown } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: see data-table.tsx
    <div role="rowgroup" className={classes.body} style={{ height }}>
      {shown.map(({ index, start }) => {
        const row = sorted[index]
        if (row === undefined) return null
        return (
          // biome-ignore lint/a11y/useSemanticElements: see data-table.tsx
          <div
            key={row.id}
            ref={measure}
            role="row"
            data-index={index}
            data-open={row.id === openId || undefined}
            data-opens={onOpen !== undefined || undefined}
            aria-rowindex={index + 2}
            tabIndex={index === current ? 0 : -1}
            className={classes.row}
            style={{ transform: `translateY(${start}px)` }}
            onFocus={() => onFocus(index)}
            onClick={() => onOpen?.(row.original)}
            onKeyDown={(event) => onKeyDown(event, row.original)}
          >
            {columns.map((column) => (
              // biome-ignore lint/a11y/useSemanticElements: see data-table.tsx
              // biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus
              <div
                role="gridcell"
                key={column.id}
                className={classes.cell}
                data-numeric={column.numeric || undefined}
                data-head={column.header}
              >
                {column.cell(row.original)}
              </div>
            ))}
          </div>
        )
      })}
    </div>
  )
}
