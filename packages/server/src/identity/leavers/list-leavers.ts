import type { Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import { personId } from '../people/person-id.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { LEAVER_ID, TASK_ID } from './off-board.ts'
import { openForLeaver } from './seal-for-leaver.ts'

export interface ListedLeaver {
  readonly id: string
  readonly person: string
  readonly source: string
  readonly reason: string | null
  readonly leftMs: number
  readonly leftBy: string
  readonly returnedMs: number | null
  readonly ended: Readonly<Record<string, number>>
  readonly tasks: readonly ListedTask[]
}

export interface ListedTask {
  readonly id: string
  readonly system: string
  readonly dueMs: number
  readonly state: 'open' | 'overdue' | 'done'
  readonly doneMs: number | null
  readonly doneBy: string | null
  readonly evidence: string | null
}

interface LeaverRow {
  readonly id: Buffer
  readonly person: Buffer
  readonly source: string
  readonly reason: Buffer | null
  readonly left_ms: number
  readonly left_by: string
  readonly returned_ms: number | null
  readonly ended: Record<string, number>
}

interface TaskRow {
  readonly leaver: Buffer
  readonly id: Buffer
  readonly system: string
  readonly due_ms: number
  readonly done_ms: number | null
  readonly done_by: string | null
  readonly evidence: Buffer | null
}

export const LEAVER_PAGE = 100

/** Who left, the latest first, with what is to be done elsewhere. */
export async function listLeavers(
  deps: Pick<LeaverDeps, 'keyring' | 'clock'>,
  sql: Sql,
  tenant: number,
  after: Buffer | undefined,
): Promise<ListedLeaver[]> {
  const leavers = await sql.query<LeaverRow>(
    {
      text: `SELECT id, person, source, reason, left_ms, left_by, returned_ms, ended FROM identity.leaver
             WHERE tenant = $1 AND ($2::bytea IS NULL OR id < $2) ORDER BY id DESC LIMIT ${LEAVER_PAGE}`,
    },
    [tenant, after ?? null],
  )
  const tasks = await sql.query<TaskRow>(
    {
      text: `SELECT leaver, id, system, due_ms, done_ms, done_by, evidence FROM identity.leaver_task
             WHERE tenant = $1 AND leaver = ANY ($2::bytea[]) ORDER BY system`,
    },
    [tenant, leavers.map((row) => row.id)],
  )
  return Promise.all(
    leavers.map(async (row) => ({
      id: formatId(LEAVER_ID, row.id),
      person: personId(row.person),
      source: row.source,
      reason: await openForLeaver(deps, tenant, row.id, 'reason', row.reason),
      leftMs: row.left_ms,
      leftBy: row.left_by,
      returnedMs: row.returned_ms,
      ended: row.ended,
      tasks: await Promise.all(
        tasks.filter((task) => task.leaver.equals(row.id)).map((task) => openTask(deps, tenant, task)),
      ),
    })),
  )
}

async function openTask(
  deps: Pick<LeaverDeps, 'keyring' | 'clock'>,
  tenant: number,
  row: TaskRow,
): Promise<ListedTask> {
  const waiting = row.due_ms < deps.clock.now() ? 'overdue' : 'open'
  return {
    id: formatId(TASK_ID, row.id),
    system: row.system,
    dueMs: row.due_ms,
    state: row.done_ms === null ? waiting : 'done',
    doneMs: row.done_ms,
    doneBy: row.done_by,
    evidence: await openForLeaver(deps, tenant, row.id, 'evidence', row.evidence),
  }
}
