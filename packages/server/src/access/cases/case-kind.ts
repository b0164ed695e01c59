import { z } from 'zod'
import type { Keyring } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseOf, type PolicyModel } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { sayOver } from '../contracts/who-has-say.ts'
import { checkScope } from '../grants/check-grant.ts'
import type { RequestKind } from '../requests/request-kind.ts'
import { instant, policyName } from '../wire.ts'
import { caseForPeople, caseInvalid, caseNeedsOwner } from './case-errors.ts'
import { type CaseLimits, caseLimits } from './case-limits.ts'
import { caseText, personText } from './case-row.ts'
import { sealCase } from './case-text.ts'
import { openCase } from './open-case.ts'

/** How records and data owners are found without being named; filled by the room that keeps them. */
export interface CaseDigests {
  /** Of a record's id in a collection. */
  record(tenant: number, collection: string, id: string): Promise<Buffer>
  /** Of a data owner, by the value that the policy finds them by. Undefined where the policy knows no such subject or nothing is comparable in the value. */
  subject(tenant: number, collection: string, kind: string, value: string): Promise<Buffer | undefined>
}

export interface CaseKindDeps extends Pick<AccessDeps, 'policy' | 'grantEnds' | 'clock'> {
  readonly texts: Pick<Keyring, 'seal' | 'unseal'>
  readonly digests: CaseDigests
}

const MOST_RECORDS = 500

export const caseInput = z.strictObject({
  ticket: z.string().max(200).optional(),
  collection: policyName,
  fields: z.array(policyName).min(1).max(500),
  purpose: policyName,
  records: z.array(z.string().min(1).max(1024)).max(MOST_RECORDS).optional(),
  subjects: z
    .array(z.strictObject({ kind: policyName, value: z.string().min(1).max(1000) }))
    .max(50)
    .optional(),
  until: instant,
  cap: z.int().min(1),
})
export type CaseInput = z.infer<typeof caseInput>

/** What whoever decides sees of it; what is personal lies sealed with the case. */
export interface CasePayload extends Readonly<Record<string, unknown>> {
  readonly case: string
  readonly person: string
  readonly collection: string
  readonly fields: readonly string[]
  readonly purpose: string
  readonly untilMs: number
  readonly cap: number
  readonly records: number
  readonly subjects: number
}

/** Staff ask to see fields of records for one reason and for a time (S14). Never at once: neither as an emergency nor for want of another person. */
export function caseKind(deps: CaseKindDeps): RequestKind<CaseInput, CasePayload> {
  return {
    kind: 'case',
    requestAction: 'request-case',
    approveAction: 'approve-access',
    givesAccess: true,
    input: caseInput,
    subject: ({ person }) => person,
    beneficiaries: ({ person }) => [person],
    async prepare(tx, { by, nowMs }, input) {
      if (by.kind !== 'person') throw caseForPeople('a service works with grants of its own')
      const { model } = await deps.policy.load()
      checkInput(model, caseLimits(model), input, nowMs)
      return insertCase(tx, deps, by, nowMs, input)
    },
    async run(tx, entries, payload, approval) {
      const { model } = await deps.policy.load()
      if (approval.approvedBy === undefined) throw caseInvalid('another person approves a case, always')
      const { approvedBy, tenant } = approval
      const id = parseId(CASE_ID, payload.case)
      if ((await sayOver(tx, tenant, model, id)) === 'owner') {
        throw caseNeedsOwner('the policy or a contract gives the say to the data owner', {
          extra: { clause: clauseOf(model, 'cases') },
        })
      }
      await openCase(tx, entries, deps, { ...approval, approvedBy }, id)
      return { case: payload.case }
    },
  }
}

function checkInput(model: PolicyModel, limits: CaseLimits, input: CaseInput, nowMs: number): void {
  const { collection, fields, purpose, records = [], subjects = [] } = input
  checkScope({ action: 'reveal', collection, fields, purpose }, model)
  if (records.length + subjects.length === 0)
    throw caseInvalid('name the records, or the people whose records are meant', {
      where: { pointer: '/records' },
    })
  const known = Object.keys(model.collections[collection]?.subjects ?? {})
  if (!subjects.every(({ kind }) => known.includes(kind)))
    throw caseInvalid(`the subjects of ${collection}: ${known.join(', ') || 'none'}`, {
      where: { pointer: '/subjects' },
    })
  const untilMs = Date.parse(input.until)
  const latestMs = limits.latestEnd(nowMs)
  if (untilMs <= nowMs)
    throw caseInvalid('the end lies in the past', {
      where: { pointer: '/until' },
      fix: `choose an end after now and by ${new Date(latestMs).toISOString()}`,
    })
  if (!(untilMs <= latestMs))
    throw caseInvalid(`a case that is asked for now ends by ${new Date(latestMs).toISOString()}`, {
      where: { pointer: '/until' },
      extra: { clause: clauseOf(model, 'cases') },
    })
  if (input.cap > limits.mostUses)
    throw caseInvalid(`a case allows at most ${limits.mostUses} reveals and searches`, {
      where: { pointer: '/cap' },
    })
}

async function insertCase(
  tx: Tx,
  deps: CaseKindDeps,
  by: Caller,
  nowMs: number,
  input: CaseInput,
): Promise<CasePayload> {
  const { collection, purpose, cap, records = [], subjects = [], ticket } = input
  const fields = [...new Set(input.fields)].sort()
  const id = newId(nowMs)
  const { record, subject } = deps.digests
  const recordDigests = await Promise.all(records.map((one) => record(by.tenant, collection, one)))
  const owners = await Promise.all(
    subjects.map(({ kind, value }) => subject(by.tenant, collection, kind, value)),
  )
  const subjectDigests = owners.map((digest) => {
    if (digest === undefined)
      throw caseInvalid('nothing comparable in a value', { where: { pointer: '/subjects' } })
    return digest
  })
  const sealed = await sealCase(deps.texts, by.tenant, id, { ticket, records, subjects })
  const untilMs = Date.parse(input.until)
  await tx.query(
    {
      text: `INSERT INTO access.case (tenant, id, person, requested_ms, collection, fields, purpose, records, subjects, sealed, cap, until_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    },
    [
      by.tenant,
      id,
      by.principal,
      nowMs,
      collection,
      fields,
      purpose,
      recordDigests,
      subjectDigests,
      sealed,
      cap,
      untilMs,
    ],
  )
  return {
    case: caseText(id),
    person: personText(by.principal),
    collection,
    fields,
    purpose,
    untilMs,
    cap,
    records: records.length,
    subjects: subjects.length,
  }
}
