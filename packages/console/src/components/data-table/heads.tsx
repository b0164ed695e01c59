import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import { useBase } from '../../i18n/base.ts'
import type { Column } from './columns.ts'
import classes from './data-table.module.css'
import type { useSorted } from './use-sorted.ts'

interface Props<Row extends object> {
  readonly table: ReturnType<typeof useSorted<Row>>
  readonly columns: readonly Column<Row>[]
}

export function Heads<Row extends object>({ table, columns }: Props<Row>) {
  const t = useBase()
  return (
    // biome-ignore lint/a11y/useSemanticElements: see data-table.tsx
    <div role="rowgroup" className={classes.heads}>
      {/* biome-ignore lint/a11y/useSemanticElements: see data-table.tsx */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the buttons in it take the focus */}
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        {columns.map((column) => {
          const sorting = table.getColumn(column.id)
          const direction = sorting?.getIsSorted() ?? false
          const Icon =
            direction === 'asc' ? IconArrowUp : direction === 'desc' ? IconArrowDown : IconArrowsSort
          return (
            // biome-ignore lint/a11y/useSemanticElements: see data-table.tsx
            // biome-ignore lint/a11y/useFocusableInteractive: the button in it takes the focus
            <div
              role="columnheader"
              key={column.id}
              className={classes.head}
              data-numeric={column.numeric || undefined}
              aria-sort={direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : undefined}
            >
              {column.sort ? (
                <button
                  type="button"
                  className={classes.sort}
                  title={t.sortBy(column.header)}
                  onClick={() => sorting?.toggleSorting()}
                >
                  {column.header}
                  <Icon size={13} aria-hidden data-idle={direction === false || undefined} />
                </button>
              ) : (
                column.header
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
