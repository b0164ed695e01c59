import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { server } from '../../api/server.ts'
import type { CheckResult, Status } from '../../api/status.ts'
import { Facts, Panel } from '../../components/page.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import classes from './overview.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly status: Status
  readonly open: (clause: string) => void
}

const CHECKS = [
  'audit.checkpoint-fresh',
  'audit.sequencer-alive',
  'audit.lanes-whole',
  'audit.promises-kept',
] as const
type Name = (typeof CHECKS)[number]

/** The log's head as it is published, and what the checks found about it. */
export function LogHealth({ status, open }: Props) {
  const t = useTexts(texts)
  const { number, duration } = useFormat()
  const { may } = useSession()
  const head = useQuery({
    queryKey: ['log', 'head'],
    queryFn: async () => headOf(new TextDecoder().decode(await server.logCheckpoint())),
    refetchInterval: 10_000,
  })
  const found = new Map<string, { clause: string; check: CheckResult }>()
  for (const clause of status.clauses)
    for (const check of clause.checks)
      if (!found.has(check.check)) found.set(check.check, { clause: clause.id, check })
  const figure = (name: Name, ...figures: readonly string[]) => {
    const it = found.get(name)
    if (it === undefined) return '–'
    const value = figures.reduce((sum, f) => sum + Number(it.check.figures[f] ?? 0), 0)
    return (
      <button type="button" className={classes.fact} onClick={() => open(it.clause)}>
        {figures.some((f) => f.endsWith('Ms')) ? duration(value) : number(value)}
        <StateMark state={it.check.state} quiet />
      </button>
    )
  }
  const root = head.data ? <code>{head.data.root.slice(0, 16)}…</code> : '–'
  return (
    <Panel title={t.log} aside={may('read-log') && <Link to="/log">{t.logOpen}</Link>}>
      <Facts
        of={[
          [t.logSize, head.data ? number(head.data.size) : '–'],
          [t.logAge, figure('audit.checkpoint-fresh', 'unsignedMs')],
          [t.logLanes, figure('audit.lanes-whole', 'broken', 'stopped')],
          [t.logPromises, figure('audit.promises-kept', 'overdue')],
          [t.logRoot, root],
        ]}
      />
    </Panel>
  )
}

/** Size and root of a checkpoint (C2SP tlog-checkpoint: origin, size and root, a line each). Nothing is verified here; the log's screen does. */
function headOf(checkpoint: string) {
  const [, size = '', root = ''] = checkpoint.split('\n')
  return { size: Number(size), root }
}
