import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mySessions, revokeMySession, type SessionItem } from '../../api/people.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { DataTable } from '../../components/data-table/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFactorNames } from '../../i18n/factors.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './account.module.css'
import { columnsOf } from './session-columns.tsx'
import { texts } from './texts.ts'

const idOf = (session: SessionItem) => session.id

export function Sessions() {
  const t = useTexts(texts).sessions
  const { whyNot } = useBase()
  const factorNames = useFactorNames()
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['my-sessions'], queryFn: () => mySessions({}) })
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const session of ids) await revokeMySession({ session })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['my-sessions'] }),
    meta: { done: 'sessionsEnded' },
  })
  const { mutate, isPending } = end
  const columns = useMemo(
    () => columnsOf(t, isPending ? undefined : (id) => mutate([id]), factorNames),
    [t, mutate, isPending, factorNames],
  )
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <ButtonUnless
          variant="default"
          size="compact-sm"
          loading={isPending}
          whyNot={(sessions.data?.items.length ?? 0) < 2 ? whyNot.onlySession : undefined}
          onClick={() => mutate((sessions.data?.items ?? []).filter((s) => !s.current).map(idOf))}
        >
          {t.endAll}
        </ButtonUnless>
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
