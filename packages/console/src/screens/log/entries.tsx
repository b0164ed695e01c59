import { IconListSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import type { Entry } from './api.ts'
import { columnsOf } from './columns.tsx'
import { EntriesTools } from './entries-tools.tsx'
import { EntryDetail } from './entry-detail.tsx'
import classes from './log.module.css'
import type { LogView } from './page.tsx'
import { texts } from './texts.ts'
import { useEntries } from './use-entries.ts'
import { useFollow } from './use-follow.ts'

interface Props {
  readonly view: LogView
  readonly show: (view: LogView) => void
}

export function Entries({ view, show }: Props) {
  const t = useTexts(texts)
  const { number } = useFormat()
  const [openings, setOpenings] = useState(false)
  const [open, setOpen] = useState<Entry | undefined>(undefined)
  const { pages, read } = useEntries(view, openings)
  const follow = useFollow(view)
  const columns = useMemo(() => columnsOf(t, number), [t, number])
  const newestFirst = view.order !== 'oldest'
  const rows = useMemo(() => {
    const newest = read[0]?.index ?? -1
    return newestFirst ? [...follow.entries.filter((e) => e.index > newest), ...read] : read
  }, [read, follow.entries, newestFirst])

  return (
    <Panel
      title={t.tabs.entries}
      flush
      aside={
        follow.state === 'on' ? (
          <span role="status" className={classes.soft}>
            {t.follow.on}
          </span>
        ) : undefined
      }
    >
      <EntriesTools
        view={view}
        show={show}
        openings={openings}
        setOpenings={setOpenings}
        following={follow.state === 'on'}
        follow={() => (follow.state === 'on' ? follow.stop() : follow.start((read[0]?.index ?? -1) + 1))}
      />
      {follow.error !== undefined && <ProblemView error={follow.error} title={t.follow.lost} />}
      <PagedTable
        pages={pages}
        empty={{ icon: IconListSearch, title: t.empty, text: t.emptyText, goOn: t.goOn }}
        label={t.tabs.entries}
        rows={rows}
        columns={columns}
        rowId={(e) => String(e.index)}
        onOpen={setOpen}
        openId={open === undefined ? undefined : String(open.index)}
      />
      <Dialog
        side
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open ? t.entry.title(number(open.index)) : ''}
      >
        {open && <EntryDetail entry={open} />}
      </Dialog>
    </Panel>
  )
}
