import { z } from 'zod'
import { malformedId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { type Say, whoHasSay } from '../contracts/who-has-say.ts'
import { admit, allows } from '../decision/gate.ts'
import { actionDenied, approverNotPerson, grantInvalid, requestBusy, requestInvalid } from '../errors.ts'
import { createRequest } from '../requests/create-request.ts'
import { idText, instant, toIso } from '../wire.ts'
import type { CaseDeps } from './case-deps.ts'
import * as errors from './case-errors.ts'
import { type CasePayload, caseInput } from './case-kind.ts'
import { type CaseRow, caseText } from './case-row.ts'
import { caseReply, caseToWire, caseUseReply, caseUseToWire } from './case-wire.ts'
import { endCase } from './end-case.ts'
import { accessesOf, listCases } from './list-cases.ts'
import { ownWords } from './own-words.ts'
import { readWholeCase } from './read-case.ts'
import { reviewCase } from './review-case.ts'

const params = z.strictObject({ case: idText('cas') })
const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** Cases: staff ask for sight of a record, others approve and review, the data owner is told. */
export function caseRoutes(deps: CaseDeps): readonly Route[] {
  return [
    askRoute(deps),
    listRoute(deps),
    readRoute(deps),
    endRoute(deps),
    reviewRoute(deps),
    accessesRoute(deps),
  ]
}

const askRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.request',
    method: 'POST',
    path: '/cases',
    summary: 'Ask to see fields of records for one reason and for a time; another person approves it',
    access: 'session',
    body: z.strictObject({ reason: z.string().trim().min(1).max(4000), ...caseInput.shape }),
    reply: z.object({ id: idText('cas'), request: idText('req'), state: z.string(), expires: instant }),
    statuses: [201],
    errors: [
      actionDenied,
      grantInvalid,
      requestInvalid,
      requestBusy,
      errors.caseInvalid,
      errors.caseForPeople,
      errors.casesNotInPolicy,
    ],
    async handle({ caller, body }) {
      const { reason, ...payload } = body
      const asked = await createRequest(deps, caller, { kind: 'case', payload, reason })
      const { id: request, state, expiresMs } = asked
      const { case: id } = asked.payload as CasePayload
      return { status: 201, body: { id, request, state, expires: toIso(expiresMs) } }
    },
  })

const listRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.list',
    method: 'GET',
    path: '/cases',
    summary: 'Cases: one’s own, and everybody’s for whoever may see who has access',
    access: 'key',
    query: z.strictObject({
      mine: z.enum(['true', 'false']).optional(),
      review: z.enum(['due']).optional(),
      subject: digest.optional(),
      after: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ items: z.array(caseReply.extend(ownWordsReply)), next: idText('cas').optional() }),
    statuses: [200],
    errors: [malformedId],
    async handle({ caller, query: { mine, review, subject, after, limit = 100 } }) {
      const all = mine !== 'true' && (await allows(deps, caller, 'read-access'))
      const nowMs = deps.clock.now()
      const rows = await listCases(deps.database.of(caller.tenant).read, caller.tenant, nowMs, {
        person: all ? undefined : caller.principal,
        subject: subject === undefined ? undefined : Buffer.from(subject, 'hex'),
        toReview: review === 'due',
        after,
        limit,
      })
      const last = rows.length === limit ? rows.at(-1) : undefined
      const words = mine === 'true' ? await ownWords(deps, caller, rows, nowMs) : undefined
      const says = await saysOf(deps, caller.tenant, rows)
      const items = rows.map((row) => ({
        ...caseToWire(row, nowMs, says(row)),
        ...words?.get(row.id.toString('hex')),
      }))
      return { status: 200, body: { items, ...(last ? { next: caseText(last.id) } : {}) } }
    },
  })

async function saysOf(deps: CaseDeps, tenant: number, rows: readonly CaseRow[]) {
  const { model } = await deps.policy.load()
  const ids = rows.map(({ id }) => id)
  const says = await whoHasSay(deps.database.of(tenant).read, tenant, model, ids)
  return ({ id }: CaseRow): Say => says.get(id.toString('hex')) ?? 'staff'
}

/** With `mine`, of live cases: what the caller wrote themselves. */
const ownWordsReply = {
  ticket: z.string().nullable().optional(),
  reason: z.string().nullable().optional(),
}

const readRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.read',
    method: 'GET',
    path: '/cases/{case}',
    summary: 'A case with its ticket, its records and what was seen in it; that it was read is an entry',
    access: 'key',
    params,
    reply: caseReply.extend({
      ticket: z.string().nullable(),
      recordIds: z.array(z.string()),
      subjectValues: z.array(z.object({ kind: z.string(), value: z.string() })),
      note: z.string().nullable(),
      uses: z.array(caseUseReply),
    }),
    statuses: [200],
    errors: [actionDenied, errors.caseNotFound],
    async handle({ caller, params: { case: id } }) {
      const { row, text, note, uses } = await readWholeCase(deps, caller, id)
      const more = {
        ticket: text.ticket ?? null,
        recordIds: [...text.records],
        subjectValues: [...text.subjects],
        note: note ?? null,
        uses: uses.map(caseUseToWire),
      }
      const says = await saysOf(deps, caller.tenant, [row])
      return { status: 200, body: { ...caseToWire(row, deps.clock.now(), says(row)), ...more } }
    },
  })

const endRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.end',
    method: 'POST',
    path: '/cases/{case}/end',
    summary: 'End a case now; its person may, and whoever approves access',
    access: 'session',
    params,
    reply: z.object({ id: idText('cas'), ended: instant }),
    statuses: [200],
    errors: [actionDenied, errors.caseNotFound, errors.caseNotLive],
    async handle({ caller, params: { case: id } }) {
      const { endedMs } = await endCase(deps, caller, id)
      return { status: 200, body: { id, ended: toIso(endedMs) } }
    },
  })

const reviewRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.review',
    method: 'POST',
    path: '/cases/{case}/review',
    summary: 'Say whether what was seen in a case that is over was in order; never its own person',
    access: 'session',
    params,
    body: z.strictObject({
      outcome: z.enum(['in-order', 'objected']),
      note: z.string().max(4000).optional(),
    }),
    reply: z.object({ id: idText('cas'), reviewed: instant }),
    statuses: [200],
    errors: [
      actionDenied,
      approverNotPerson,
      requestBusy,
      errors.caseNotFound,
      errors.caseNotOver,
      errors.caseReviewed,
      errors.caseOwnReview,
    ],
    async handle({ caller, params: { case: id }, body }) {
      const { reviewedMs } = await reviewCase(deps, caller, id, body)
      return { status: 200, body: { id, reviewed: toIso(reviewedMs) } }
    },
  })

const accessesRoute = (deps: CaseDeps) =>
  route({
    operation: 'case.accesses',
    method: 'GET',
    path: '/case-uses',
    summary: 'Every time that staff were shown something of a data owner, by the owner’s keyed digest',
    access: 'key',
    query: z.strictObject({ subject: digest }),
    reply: z.object({ items: z.array(caseUseReply) }),
    statuses: [200],
    errors: [actionDenied],
    async handle({ caller, query: { subject } }) {
      await admit(deps, caller, 'read-access', 'case.accesses')
      const uses = await accessesOf(
        deps.database.of(caller.tenant).read,
        caller.tenant,
        Buffer.from(subject, 'hex'),
      )
      return { status: 200, body: { items: uses.map(caseUseToWire) } }
    },
  })
