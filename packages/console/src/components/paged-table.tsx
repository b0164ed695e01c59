import { Button } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { Empty } from '../states/empty.tsx'
import { Loading } from '../states/loading.tsx'
import { ProblemView } from '../states/problem-view.tsx'
import { DataTable } from './data-table/data-table.tsx'

interface Props<Row extends object> extends Omit<ComponentProps<typeof DataTable<Row>>, 'more'> {
  readonly pages: UseInfiniteQueryResult<unknown>
  readonly empty: {
    readonly icon: Icon
    readonly title: string
    readonly text?: string
    /** Where a page may be empty and yet not the last: what the button says that looks further. */
    readonly goOn?: string
  }
}

/** A list that is read page by page: while it loads, when it failed, when there is nothing, and its rows with more to come. */
export function PagedTable<Row extends object>({ pages, empty, ...table }: Props<Row>) {
  const more = pages.hasNextPage
    ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage }
    : undefined
  return (
    <>
      {pages.error && <ProblemView error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isPending && <Loading />}
      {pages.data !== undefined && table.rows.length === 0 && (
        <Empty icon={empty.icon} title={empty.title}>
          {empty.text && <p>{empty.text}</p>}
          {more && empty.goOn && (
            <Button variant="default" loading={more.loading} onClick={more.load}>
              {empty.goOn}
            </Button>
          )}
        </Empty>
      )}
      {table.rows.length > 0 && <DataTable {...table} more={more} />}
    </>
  )
}
