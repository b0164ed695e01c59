import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { PolicyInForce } from '../../policy/index.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { letsLook, sayOfPolicy } from '../contracts/who-has-say.ts'
import type { CaseUse } from '../decision/decision.ts'
import { type CaseRow, readCase } from './case-row.ts'

export interface CaseQuestion {
  /** `cas_…` */
  readonly caseId: string
  readonly action: 'reveal' | 'search'
  readonly collection: string
  readonly purpose: string | undefined
  readonly fields: readonly string[]
  /** Keyed digest of the record's id; undefined for a search. */
  readonly record?: Buffer | undefined
  /** Keyed digests of its data owners. */
  readonly subjects: readonly Buffer[]
}

export interface TakenUse {
  /** `undefined`: the case says nothing, because it is not theirs or is for something else; the decision tells why. */
  readonly use: CaseUse | undefined
  /** Number of the use, when it was taken. */
  readonly n?: number
}

export interface CaseUseDeps {
  readonly database: Database
  readonly clock: Clock
  readonly policy: Pick<PolicyInForce, 'load'>
}

// The row's lock lets uses of one case go one after the other, and whoever waited is judged by what the row says then. Two clocks: one set back
// lengthens no case.
const TAKE = {
  name: 'access-take-case-use',
  text: `WITH taken AS (
      UPDATE access.case SET used = used + 1
      WHERE tenant = $1 AND id = $2 AND person = $3 AND opened_ms IS NOT NULL AND ended_ms IS NULL
        AND until_ms > greatest($4::bigint, platform.now_ms()) AND used < cap
        AND collection = $5 AND purpose = $6 AND $7::text[] <@ fields
        AND ($8 = 'search' OR $9::bytea = ANY (records) OR subjects && $10::bytea[])
        AND access.lets_look("case", $10::bytea[], $11)
      RETURNING used
    )
    INSERT INTO access.case_use (tenant, case_id, n, action, record, subjects, fields, taken_ms)
    SELECT $1, $2, used, $8, $9, $10, $7, $4 FROM taken RETURNING n`,
}

/**
 * Takes one use of a case, in a transaction of its own, before anything is looked at. It is gone even if the reveal then fails: a cap is
 * overcounted at times and never overshot. It allows nothing by itself: the decision still asks for the grant of the case.
 *
 * Commit point: a crash after it leaves a use without a leaf, which is shown to whoever reviews.
 */
export async function takeCaseUse(
  { database, clock, policy }: CaseUseDeps,
  caller: Caller,
  question: CaseQuestion,
): Promise<TakenUse> {
  const id = parseId(CASE_ID, question.caseId)
  const nowMs = clock.now()
  const { model } = await policy.load()
  const { collection, purpose, fields, action, record, subjects } = question
  const values = [caller.tenant, id, caller.principal, nowMs, collection, purpose ?? null, fields, action]
  const [taken] = await database
    .of(caller.tenant)
    .write<{ n: number }>(TAKE, [...values, record ?? null, subjects, sayOfPolicy(model)])
  if (taken) return { use: 'taken', n: taken.n }
  const { read } = database.of(caller.tenant)
  const row = await readCase(read, caller.tenant, id)
  if (!row?.person.equals(caller.principal)) return { use: undefined }
  const why = whyNot(row, question, nowMs)
  if (why !== 'case_ended' || isOver(row, nowMs)) return { use: why }
  // By its own row nothing is wrong: a contract is in the way, or its end by the database's clock.
  const [lets] = await letsLook(read, caller.tenant, model, row, [subjects])
  return { use: lets === false ? 'case_needs_owner' : why }
}

function whyNot(row: CaseRow, question: CaseQuestion, nowMs: number): CaseUse | undefined {
  if (row.opened_ms === null) return undefined
  if (isOver(row, nowMs)) return 'case_ended'
  const { record, subjects, action } = question
  const covered =
    action === 'search' || [...row.records].some((one) => record?.equals(one)) || meet(row.subjects, subjects)
  if (!covered) return 'case_other_record'
  return row.used >= row.cap ? 'case_cap_reached' : 'case_ended'
}

const isOver = (row: CaseRow, nowMs: number) => row.ended_ms !== null || row.until_ms <= nowMs

const meet = (one: readonly Buffer[], other: readonly Buffer[]) =>
  one.some((a) => other.some((b) => a.equals(b)))

/** Writes down which entry says what a use showed. A use without one was refused, or lost in a crash. */
export async function settleCaseUse(
  { database }: Pick<CaseUseDeps, 'database'>,
  tenant: number,
  caseId: string,
  n: number,
  leaf: string,
): Promise<void> {
  await database.of(tenant).write(
    {
      name: 'access-settle-case-use',
      text: 'UPDATE access.case_use SET leaf = $4 WHERE tenant = $1 AND case_id = $2 AND n = $3',
    },
    [tenant, parseId(CASE_ID, caseId), n, Buffer.from(leaf, 'hex')],
  )
}

/** A case of the caller's own, opened or not; undefined when it is somebody else's, another tenant's or none. Throws `malformed_id`. */
export async function ownCase(
  { database }: Pick<CaseUseDeps, 'database'>,
  caller: Caller,
  caseId: string,
): Promise<CaseRow | undefined> {
  const row = await readCase(database.of(caller.tenant).read, caller.tenant, parseId(CASE_ID, caseId))
  return row?.person.equals(caller.principal) ? row : undefined
}
