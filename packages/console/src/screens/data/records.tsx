import { NativeSelect } from '@mantine/core'
import { IconFileOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { listRecords } from './api.ts'
import type { CollectionView } from './collection.tsx'
import classes from './data.module.css'
import { recordColumns } from './record-columns.tsx'
import { texts } from './texts.ts'

const PAGE = 200

interface Props {
  readonly collection: string
  readonly view: CollectionView
  readonly show: (view: CollectionView) => void
  readonly open: (id: string) => void
  readonly openId: string | undefined
}

export function Records({ collection, view, show, open, openId }: Props) {
  const t = useTexts(texts)
  const { number } = useFormat()
  const { state } = view
  const pages = useInfiniteQuery({
    queryKey: ['records', collection, state],
    queryFn: ({ pageParam: after, signal }) =>
      listRecords(
        { collection, limit: PAGE, ...(after ? { after } : {}), ...(state ? { state } : {}) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    gcTime: 30_000,
    refetchOnWindowFocus: false,
  })
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((p) => p.records), [pages.data])
  const columns = useMemo(() => recordColumns(t, number), [t, number])
  return (
    <Panel title={t.tabs.records} flush>
      <div className={classes.tools}>
        <NativeSelect
          label={t.state.label}
          value={state ?? ''}
          onChange={(e) =>
            show((e.currentTarget.value ? { state: e.currentTarget.value } : {}) as CollectionView)
          }
          data={[
            { value: '', label: t.state.any },
            { value: 'readable', label: t.state.readable },
            { value: 'partly', label: t.state.partly },
            { value: 'destroyed', label: t.state.destroyed },
          ]}
        />
      </div>
      <PagedTable
        pages={pages}
        empty={{ icon: IconFileOff, title: t.empty, text: t.emptyText, goOn: t.goOn }}
        label={t.tabs.records}
        rows={rows}
        columns={columns}
        rowId={(r) => r.record}
        onOpen={(r) => {
          if (r.id !== undefined) open(r.id)
        }}
        openId={rows.find((r) => r.id !== undefined && r.id === openId)?.record}
      />
    </Panel>
  )
}
