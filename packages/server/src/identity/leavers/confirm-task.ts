import { parseId } from '../../platform/ids.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { leaverOwnTask, leaverTaskDone, leaverTaskNotFound } from './leaver-errors.ts'
import { taskConfirmed } from './leaver-events.ts'
import { LEAVER_ID, TASK_ID } from './off-board.ts'
import { sealForLeaver } from './seal-for-leaver.ts'

export interface ConfirmTask {
  readonly leaver: string
  readonly task: string
  /** How one can tell that access there has ended. */
  readonly evidence: string
}

/**
 * A person says that access elsewhere has ended, and how that can be told. Whoever left does not say it of themselves (they may be back).
 * Throws `leaver_task_not_found`, `leaver_task_done`, `leaver_own_task`.
 *
 * Commit point: a crash before it leaves the task open; after it task and entry.
 */
export async function confirmTask(deps: LeaverDeps, by: PersonCaller, input: ConfirmTask): Promise<number> {
  const [leaver, task] = [parseId(LEAVER_ID, input.leaver), parseId(TASK_ID, input.task)]
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{ person: Buffer; done_ms: number | null; system: string }>(
      {
        text: `SELECT l.person, t.done_ms, t.system FROM identity.leaver_task t JOIN identity.leaver l ON l.tenant = t.tenant AND l.id = t.leaver
               WHERE t.tenant = $1 AND t.leaver = $2 AND t.id = $3 FOR UPDATE OF t`,
      },
      [by.tenant, leaver, task],
    )
    if (!row) throw leaverTaskNotFound('no task of this id')
    if (row.person.equals(by.principal)) throw leaverOwnTask('nobody confirms it for themselves')
    if (row.done_ms !== null) throw leaverTaskDone('somebody was there before')
    const nowMs = deps.clock.now()
    const sealed = await sealForLeaver(deps, by.tenant, task, 'evidence', input.evidence)
    await tx.query(
      {
        text: `UPDATE identity.leaver_task SET done_ms = $4, done_by = $5, evidence = $6 WHERE tenant = $1 AND leaver = $2 AND id = $3`,
      },
      [by.tenant, leaver, task, nowMs, by.principalId, sealed],
    )
    const detail = { leaver: input.leaver, task: input.task, system: row.system }
    entries.add({ kind: taskConfirmed, outcome: 'success', ...entryBy(by), detail })
    return nowMs
  })
  return value
}
