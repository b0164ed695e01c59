import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { type Column, leastOf, tracksOf } from './columns.ts'
import classes from './data-table.module.css'
import { Heads } from './heads.tsx'
import { Rows } from './rows.tsx'
import { useRowKeys } from './use-row-keys.ts'
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
/** So high is a row as a card, about, before it is measured. */
const CARD_PX = 160
/** So many rows before the last the next page is asked for. */
const AHEAD = 20

/** Rows of any number, of which only those in sight exist; on a phone each is a card with all of its cells below each other. Arrows, Home, End and Page keys move; one row is in the tab order. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, rows, rowId, onOpen, onKey, openId, more, height = 'min(70dvh, 48rem)' } = props
  const t = useBase()
  const { number } = useFormat()
  const cards = useMediaQuery('(max-width: 36rem)', false, { getInitialValueInEffect: false })
  const columns = useColumnsInSight(props.columns, cards)
  const table = useSorted(rows, columns, rowId)
  const sorted = table.getRowModel().rows
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (cards ? CARD_PX : ROW_PX),
    overscan: 8,
    // Nothing has a height while it is hidden, and rows without one would leave a window without rows, in which none is ever measured again.
    measureElement: (row) => row.getBoundingClientRect().height || CARD_PX,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a card is not as high as a row
  useEffect(() => virtual.measure(), [virtual, cards])
  const keys = useRowKeys<Row>({ scroll, virtual, sorted, rowPx: cards ? CARD_PX : ROW_PX, onOpen, onKey })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && !more.loading && last >= sorted.length - AHEAD) more.load()
  }, [more, last, sorted.length])
  const tracks = { '--tracks': tracksOf(columns), '--least': `${leastOf(columns)}rem` } as React.CSSProperties
  return (
    <div className={classes.around}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element with rows out of the flow is not a table to a screen reader either */}
      <div
        ref={scroll}
        className={classes.table}
        style={{ ...tracks, maxHeight: height }}
        role="grid"
        data-cards={cards || undefined}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        tabIndex={-1}
        {...keys.focus}
      >
        <Heads table={table} columns={columns} />
        <Rows
          shown={shown}
          sorted={sorted}
          columns={columns}
          current={keys.current}
          openId={openId}
          onOpen={onOpen}
          onFocus={keys.setAt}
          onKeyDown={keys.onKeyDown}
          height={virtual.getTotalSize()}
          measure={cards ? virtual.measureElement : undefined}
        />
      </div>
      <p className={classes.foot} aria-live="polite">
        {more?.loading ? t.rowsMore : t.rows(number(sorted.length))}
      </p>
    </div>
  )
}

/** A card has room for every column. */
function useColumnsInSight<Row>(columns: readonly Column<Row>[], cards: boolean): readonly Column<Row>[] {
  const narrow = useMediaQuery('(max-width: 52rem)', false, { getInitialValueInEffect: false })
  const some = narrow && !cards
  return useMemo(() => (some ? columns.filter((c) => !c.wideOnly) : columns), [columns, some])
}
