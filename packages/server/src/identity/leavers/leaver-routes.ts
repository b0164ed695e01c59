import { z } from 'zod'
import { parseId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { personOf } from '../acting.ts'
import { ownAccountRefused, personNeeded, personNotFound, personStateWrong } from '../errors.ts'
import { idText, instant, toIso, toIsoOrNull } from '../wire.ts'
import { confirmTask } from './confirm-task.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { handOverInvalid, leaverOwnTask, leaverTaskDone, leaverTaskNotFound } from './leaver-errors.ts'
import { LEAVER_PAGE, type ListedLeaver, listLeavers } from './list-leavers.ts'
import { LEAVER_ID, offBoardPerson } from './off-board.ts'

const managePeople = { action: 'manage-people' } as const
const written = z.string().trim().min(1).max(2000)
const counts = z.record(z.string(), z.int())
// As in the entry, under the names of members here.
const countsToWire = (ended: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(ended).map(([what, n]) => [
      what.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()),
      n,
    ]),
  )

const leaver = z.object({
  id: idText('lea'),
  person: idText('per'),
  source: z.string(),
  reason: z.string().nullable(),
  left: instant,
  leftBy: z.string(),
  returned: instant.nullable(),
  ended: counts,
  tasks: z.array(
    z.object({
      id: idText('tsk'),
      system: z.string(),
      due: instant,
      state: z.enum(['open', 'overdue', 'done']),
      done: instant.nullable(),
      doneBy: z.string().nullable(),
      evidence: z.string().nullable(),
    }),
  ),
})

const leaverToWire = (l: ListedLeaver): z.input<typeof leaver> => ({
  id: l.id,
  person: l.person,
  source: l.source,
  reason: l.reason,
  left: toIso(l.leftMs),
  leftBy: l.leftBy,
  returned: toIsoOrNull(l.returnedMs ?? undefined),
  ended: countsToWire(l.ended),
  tasks: l.tasks.map((task) => ({
    id: task.id,
    system: task.system,
    due: toIso(task.dueMs),
    state: task.state,
    done: toIsoOrNull(task.doneMs ?? undefined),
    doneBy: task.doneBy,
    evidence: task.evidence,
  })),
})

/** Who leaves, and what has to be done elsewhere. */
export function leaverRoutes(deps: LeaverDeps): readonly Route[] {
  return [offBoardRoute(deps), listRoute(deps), confirmTaskRoute(deps)]
}

const offBoardRoute = (deps: LeaverDeps) =>
  route({
    operation: 'person.off-board',
    method: 'POST',
    path: '/people/{person}/off-board',
    summary: 'End everything a person has here, at once, and begin the tasks for elsewhere',
    access: managePeople,
    params: z.strictObject({ person: idText('per') }),
    body: z.strictObject({ reason: written, handOver: idText('per').optional() }),
    reply: z.object({
      leaver: idText('lea'),
      left: instant,
      ended: counts,
      tasks: z.array(z.object({ id: idText('tsk'), system: z.string(), due: instant })),
    }),
    statuses: [200],
    errors: [personNotFound, personStateWrong, ownAccountRefused, handOverInvalid],
    async handle({ caller, params, body }) {
      const done = await offBoardPerson(deps, caller, { person: params.person, source: 'people', ...body })
      const tasks = done.tasks.map(({ id, system, dueMs }) => ({ id, system, due: toIso(dueMs) }))
      return {
        status: 200,
        body: { leaver: done.leaver, left: toIso(done.leftMs), ended: countsToWire(done.ended), tasks },
      }
    },
  })

const listRoute = (deps: LeaverDeps) =>
  route({
    operation: 'leaver.list',
    method: 'GET',
    path: '/leavers',
    summary: 'List who left, the latest first',
    access: { action: 'read-access' },
    query: z.strictObject({ after: idText('lea').optional() }),
    reply: z.object({ items: z.array(leaver), next: idText('lea').optional() }),
    statuses: [200],
    errors: [],
    async handle({ caller, query }) {
      const after = query.after === undefined ? undefined : parseId(LEAVER_ID, query.after)
      const items = await listLeavers(deps, deps.database.of(caller.tenant).read, caller.tenant, after)
      const next = items.length === LEAVER_PAGE ? items.at(-1)?.id : undefined
      return { status: 200, body: { items: items.map(leaverToWire), ...(next ? { next } : {}) } }
    },
  })

const confirmTaskRoute = (deps: LeaverDeps) =>
  route({
    operation: 'leaver.confirm-task',
    method: 'POST',
    path: '/leavers/{leaver}/tasks/{task}/confirm',
    summary: 'Say that access elsewhere has ended, and how that can be told',
    access: managePeople,
    params: z.strictObject({ leaver: idText('lea'), task: idText('tsk') }),
    body: z.strictObject({ evidence: written }),
    reply: z.object({ id: idText('tsk'), done: instant }),
    statuses: [200],
    errors: [leaverTaskNotFound, leaverTaskDone, leaverOwnTask, personNeeded],
    async handle({ caller, params, body }) {
      const by = personOf(caller)
      if (by === undefined) throw personNeeded('a person answers for it')
      const doneMs = await confirmTask(deps, by, { ...params, evidence: body.evidence })
      return { status: 200, body: { id: params.task, done: toIso(doneMs) } }
    },
  })
