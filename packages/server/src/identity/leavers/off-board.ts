import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId, newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personNotFound, personStateWrong } from '../errors.ts'
import { PERSON_ID } from '../people/person-id.ts'
import { requireAnother } from '../people/require-another.ts'
import { endOwn } from './end-own.ts'
import { endServices, handOverServices, keysTheyKnow } from './end-services.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { handOverInvalid } from './leaver-errors.ts'
import { personLeft } from './leaver-events.ts'
import { sealForLeaver } from './seal-for-leaver.ts'

export const LEAVER_ID = 'lea'
export const TASK_ID = 'tsk'

export interface OffBoard {
  /** `per_…` */
  readonly person: string
  readonly source: 'people' | 'scim' | 'sign-on' | 'operator'
  readonly reason?: string | undefined
  /** `per_…` of who answers for the services from now on; without one they are disabled. */
  readonly handOver?: string | undefined
}

export interface OffBoarded {
  readonly leaver: string
  readonly leftMs: number
  readonly ended: Readonly<Record<string, number>>
  readonly tasks: readonly { readonly id: string; readonly system: string; readonly dueMs: number }[]
}

/**
 * Somebody leaves: sessions, factors, services they own with their keys (or their answering for them), devices, tokens, grants, assignments, cases and
 * open requests end, and tasks begin for access elsewhere. Throws `person_not_found`, `person_state_wrong` for who has left, `own_account_refused`,
 * `hand_over_invalid`.
 *
 * Commit point: a crash before it leaves everything as it was; from it on nothing decided before releases anything, on any server.
 */
export async function offBoardPerson(deps: LeaverDeps, by: Caller, input: OffBoard): Promise<OffBoarded> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const done = await offBoard(deps, tx, entries, by, input)
    await deps.bumpAuthority(tx, by.tenant)
    return done
  })
  return value
}

/** The same within a transaction of the caller's, who raises the generation. */
export async function offBoard(
  deps: LeaverDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  input: OffBoard,
): Promise<OffBoarded> {
  const person = parseId(PERSON_ID, input.person)
  await requireAnother(tx, by, person)
  const heir = await lockPeople(tx, by.tenant, person, input.handOver)
  const leftMs = deps.clock.now()
  const services =
    heir === undefined
      ? await endServices(deps, tx, entries, by, person)
      : await handOverServices(tx, entries, by, person, heir)
  const ended = {
    ...(await endOwn(tx, by, person, leftMs)),
    ...services,
    ...(await deps.endAccess(tx, entries, by, person)),
  }
  const leaver = newId(leftMs)
  // Whoever leaves may have written a key down: neither handing a service over nor another's owning it is the end of what they know.
  const handedOver = heir !== undefined && (ended.live_keys ?? 0) > 0
  const known = handedOver || (await keysTheyKnow(tx, by.tenant, person, leftMs)) > 0
  const systems = [...(await deps.elsewhere()), ...(known ? ['service-keys'] : [])]
  const tasks = await writeDown(deps, tx, by, { leaver, person, leftMs, ended, systems, input })
  const detail = { leaver: formatId(LEAVER_ID, leaver), source: input.source, tasks: tasks.length, ...ended }
  entries.add({ kind: personLeft, outcome: 'success', ...entryBy(by, { person }), detail })
  return { leaver: formatId(LEAVER_ID, leaver), leftMs, ended, tasks }
}

// Both are locked in the order of their ids, so that two who hand over to each other's heirs do not wait crosswise.
async function lockPeople(
  tx: Tx,
  tenant: number,
  person: Buffer,
  handOver: string | undefined,
): Promise<Buffer | undefined> {
  const heir = handOver === undefined ? undefined : parseId(PERSON_ID, handOver)
  const rows = await tx.query<{ id: Buffer; state: string }>(
    {
      text: `SELECT id, state FROM identity.person WHERE tenant = $1 AND id = ANY ($2::bytea[]) ORDER BY id FOR NO KEY UPDATE`,
    },
    [tenant, heir === undefined ? [person] : [person, heir]],
  )
  const leaving = rows.find((row) => row.id.equals(person))
  if (!leaving) throw personNotFound('no person of this id in this tenant')
  if (leaving.state === 'left') throw personStateWrong('this person has left already')
  if (heir === undefined) return undefined
  const taking = rows.find((row) => row.id.equals(heir))
  if (heir.equals(person) || taking?.state !== 'active')
    throw handOverInvalid('whoever takes over is another person here, and active', {
      where: { pointer: '/handOver' },
    })
  return heir
}

interface Written {
  readonly leaver: Buffer
  readonly person: Buffer
  readonly leftMs: number
  readonly ended: Readonly<Record<string, number>>
  readonly systems: readonly string[]
  readonly input: OffBoard
}

/** The leaving and its tasks, in one statement. */
async function writeDown(
  deps: LeaverDeps,
  tx: Tx,
  by: Caller,
  { leaver, person, leftMs, ended, systems, input }: Written,
): Promise<OffBoarded['tasks']> {
  const { tenant } = by
  const { reason, source } = input
  const dueMs = await deps.tasksDueMs(leftMs)
  const tasks = systems.map((system) => ({ id: newId(leftMs), system }))
  await tx.query(
    {
      name: 'identity-leaver',
      text: `WITH leaver AS (INSERT INTO identity.leaver (tenant, id, person, source, reason, left_ms, left_by, ended)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
             INSERT INTO identity.leaver_task (tenant, leaver, id, system, due_ms)
             SELECT $1, $2, id, system, $11 FROM unnest($9::bytea[], $10::text[]) AS task(id, system)`,
    },
    [
      tenant,
      leaver,
      person,
      source,
      reason === undefined ? null : await sealForLeaver(deps, tenant, leaver, 'reason', reason),
      leftMs,
      by.principalId,
      JSON.stringify(ended),
      tasks.map((task) => task.id),
      tasks.map((task) => task.system),
      dueMs,
    ],
  )
  return tasks.map(({ id, system }) => ({ id: formatId(TASK_ID, id), system, dueMs }))
}
