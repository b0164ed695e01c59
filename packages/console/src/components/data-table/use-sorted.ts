import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { Column } from './columns.ts'

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
type Features = typeof features

/** The rows in the order chosen at the column heads, and the heads to choose it with. */
export function useSorted<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  rowId: (row: Row) => string,
) {
  const defs = useMemo(() => columns.map((column) => defOf<Row>(column)), [columns])
  return useTable<Features, Row>({
    features,
    columns: defs,
    data: rows as Row[],
    getRowId: rowId,
    enableMultiSort: false,
  })
}

function defOf<Row extends object>(column: Column<Row>): ColumnDef<Features, Row> {
  const { id, header, sort } = column
  if (sort === undefined) return { id, header, enableSorting: false, accessorFn: () => undefined }
  const compare: SortFn<Features, Row> = (a, b) => order(sort(a.original), sort(b.original))
  return { id, header, accessorFn: sort, sortFn: compare }
}

const order = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
