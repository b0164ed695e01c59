import { IconLayoutDashboard } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { statusNow } from '../../api/status.ts'
import { Page } from '../../components/page.tsx'
import type { State } from '../../components/state-mark.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { Board } from './board.tsx'
import { Changed } from './changed.tsx'
import { ClauseDialog } from './clause-dialog.tsx'
import { Counts } from './counts.tsx'
import { Due } from './due.tsx'
import { LogHealth } from './log-health.tsx'
import classes from './overview.module.css'
import { texts } from './texts.ts'

interface Search {
  readonly clause?: string | undefined
  readonly state?: State | undefined
}

/** The policy as a board: what holds, what does not, what nobody knows; and beside it what changed and what waits. */
export default function Overview() {
  const { may } = useSession()
  return may('read-status') ? <Whole /> : <Beginning />
}

/** Whoever was invited begins here, and has no role before they accepted the policy. */
function Beginning() {
  const t = useTexts(texts)
  return (
    <Page title={t.title}>
      <Empty icon={IconLayoutDashboard} title={t.noRole}>
        <p>{t.noRoleText}</p>
      </Empty>
      <Due />
    </Page>
  )
}

function Whole() {
  const t = useTexts(texts)
  const format = useFormat()
  const status = useQuery(statusNow)
  const search = useSearch({ strict: false }) as Search
  const go = useNavigate()
  // Back closes a clause that was opened; of everything else the address keeps the last state only.
  const set = (next: Search) =>
    void go({ to: '/overview', search: { ...search, ...next }, replace: next.clause === undefined })
  const intro =
    status.data &&
    t.intro(status.data.policy, format.number(status.data.version), format.dateTime(status.data.at))
  return (
    <Page title={t.title} intro={intro}>
      <Loaded query={status}>
        {(data) => (
          <div className={classes.column}>
            <Counts counts={data.counts} chosen={search.state} choose={(state) => set({ state })} />
            <div className={classes.columns}>
              <Board clauses={data.clauses} state={search.state} open={(clause) => set({ clause })} />
              <aside className={classes.column}>
                <Due />
                <Changed now={data} open={(clause) => set({ clause })} />
                <LogHealth status={data} open={(clause) => set({ clause })} />
              </aside>
            </div>
            <ClauseDialog
              clause={data.clauses.find((c) => c.id === search.clause)}
              onClose={() => set({ clause: undefined })}
            />
          </div>
        )}
      </Loaded>
    </Page>
  )
}
