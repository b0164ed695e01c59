import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mySessions, revokeMySession, type SessionItem } from '../../api/people.ts'
import type { Column } from '../../components/data-table/columns.ts'
import { DataTable } from '../../components/data-table/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './account.module.css'
import { browserName } from './browser-name.ts'
import { texts } from './texts.ts'

const idOf = (session: SessionItem) => session.id

export function Sessions() {
  const t = useTexts(texts).sessions
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['my-sessions'], queryFn: () => mySessions({}) })
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const session of ids) await revokeMySession({ session })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['my-sessions'] }),
  })
  const { mutate, isPending } = end
  const columns = useMemo<readonly Column<SessionItem>[]>(
    () => [
      { id: 'browser', header: t.browser, cell: (s) => browserName(s.agent), width: 'minmax(10rem, 1.4fr)' },
      { id: 'address', header: t.address, cell: (s) => s.address },
      { id: 'by', header: t.by, cell: (s) => s.provider ?? s.amr.join(' + '), wideOnly: true },
      {
        id: 'since',
        header: t.since,
        width: 'minmax(12rem, 1fr)',
        cell: (s) => <Time at={s.created} />,
        sort: (s) => s.created,
        wideOnly: true,
      },
      { id: 'seen', header: t.seen, cell: (s) => <Time at={s.seen} as="ago" />, sort: (s) => s.seen },
      {
        id: 'until',
        header: t.until,
        width: 'minmax(12rem, 1fr)',
        cell: (s) => <Time at={s.until} />,
        wideOnly: true,
      },
      {
        id: 'end',
        header: t.end,
        width: '6rem',
        cell: (s) =>
          s.current ? (
            t.current
          ) : (
            <Button variant="default" size="compact-xs" disabled={isPending} onClick={() => mutate([s.id])}>
              {t.end}
            </Button>
          ),
      },
    ],
    [t, mutate, isPending],
  )
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Button
          variant="default"
          size="compact-sm"
          disabled={isPending || (sessions.data?.items.length ?? 0) < 2}
          onClick={() => mutate((sessions.data?.items ?? []).filter((s) => !s.current).map(idOf))}
        >
          {t.endAll}
        </Button>
      }
    >
      {end.error && <ProblemView error={end.error} />}
      <Loaded query={sessions}>
        {(data) => (
          <div className={classes.table}>
            <DataTable label={t.title} rows={data.items} columns={columns} rowId={idOf} height="24rem" />
          </div>
        )}
      </Loaded>
    </Panel>
  )
}
