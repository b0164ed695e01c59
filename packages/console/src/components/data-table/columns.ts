import type { ReactNode } from 'react'

/** One column of a table: what it is called, what it shows, and by what it sorts. */
export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** A value to sort by; without it the column does not sort. */
  readonly sort?: (row: Row) => string | number
  /** A track of CSS grid: `8rem`, `minmax(10rem, 2fr)`. Usually `minmax(8rem, 1fr)`. */
  readonly width?: string
  /** Right-aligned, with figures of one width. */
  readonly numeric?: boolean
  /** Left out where the window is narrow. */
  readonly wideOnly?: boolean
}

const TRACK = 'minmax(8rem, 1fr)'
const GAP_REM = 1

/** The least width at which every column has its own least, in rem: below it the table scrolls sideways. */
export function leastOf<Row>(columns: readonly Column<Row>[]): number {
  const least = ({ width = TRACK }: Column<Row>) => Number(/([\d.]+)rem/.exec(width)?.[1] ?? 8)
  return columns.reduce((sum, column) => sum + least(column) + GAP_REM, GAP_REM)
}

export const tracksOf = <Row>(columns: readonly Column<Row>[]): string =>
  columns.map((c) => c.width ?? TRACK).join(' ')
