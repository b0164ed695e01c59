import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseInForce, type PolicyModel } from '../../policy/index.ts'
import { bumpIfStill } from '../authority/generation.ts'
import { type Admitted, admit } from '../decision/gate.ts'
import { emergencyRefused, requestInvalid } from '../errors.ts'
import { requestMade } from '../events.ts'
import { named } from '../principals.ts'
import { readLinks } from '../separation/human-links.ts'
import { behind } from '../separation/may-approve.ts'
import { nobodyElse } from '../separation/nobody-else.ts'
import type { RequestDeps } from './request-deps.ts'
import {
  type Approval,
  type RequestEffect,
  type RequestKind,
  type RequestPayload,
  transactionFor,
} from './request-kind.ts'
import { REQUEST_ID } from './request-row.ts'
import { sealText } from './request-texts.ts'
import { decideAgain, moved } from './try-again.ts'

/** How long a request waits for somebody to decide it. */
export const REQUEST_LIVES_MS = 14 * 86_400_000

export interface CreateRequest {
  readonly kind: string
  readonly payload: unknown
  /** Why; whoever decides reads it. Kept sealed. */
  readonly reason?: string | undefined
  /** Runs at once; another person reviews it by a deadline. */
  readonly emergency?: boolean | undefined
}

export interface CreatedRequest {
  readonly id: string
  /** `approved`: it ran at once, because it is an emergency or because nobody else was ever there to approve it. */
  readonly state: 'open' | 'approved'
  readonly expiresMs: number
  /** What was kept of what was asked for, spelt out. */
  readonly payload: RequestPayload
  readonly effect: RequestEffect | undefined
}

/**
 * Asks for something. Throws `request_kind_unknown`, `request_invalid`, `action_denied`, `emergency_refused`, `request_busy` and what the kind
 * throws.
 *
 * Commit point: a crash before it leaves nothing; after it the request and its entry, and where it ran at once the change too.
 */
export async function createRequest(
  deps: RequestDeps,
  by: Caller,
  input: CreateRequest,
): Promise<CreatedRequest> {
  const kind = deps.kinds.get(input.kind)
  const parsed = kind.input.safeParse(input.payload)
  if (!parsed.success) {
    const pointer = `/payload/${parsed.error.issues[0]?.path.join('/') ?? ''}`
    throw requestInvalid('the payload is not that of this kind', { where: { pointer } })
  }
  const emergency = input.emergency === true
  if (emergency) checkEmergency(kind, by, input, await clauseInForce(deps.policy, 'emergencies'))
  const id = newId(deps.clock.now())
  const reason = await sealText(deps, by.tenant, id, 'reason', input.reason)
  return decideAgain(async () => {
    const admitted = await admitAsker(deps, kind, by)
    const { value } = await transactionFor(deps, kind, by, async (tx, entries) => {
      const asking = { id, by, kind, input: parsed.data, reason, emergency, model: admitted?.model }
      const made = await addRequest(tx, entries, deps, asking)
      if (made.state === 'open') return made
      if (!(await bumpIfStill(tx, by.tenant, admitted?.authority.generation ?? -1))) throw moved()
      return made
    })
    return value
  })
}

export interface AddRequest {
  readonly id: Buffer
  readonly by: Caller
  readonly kind: RequestKind
  /** As the kind's `input` gives it out. */
  readonly input: unknown
  /** Sealed. */
  readonly reason: Buffer | null
  readonly emergency: boolean
  /** The policy that the asker was let in by; undefined: they wait for another person whatever happens. */
  readonly model: PolicyModel | undefined
}

/** The same in a transaction of the caller's, who has made sure that the asker may and raises the generation when it ran at once. */
export async function addRequest(
  tx: Tx,
  entries: Entries,
  deps: RequestDeps,
  { input, model, ...asking }: AddRequest,
): Promise<CreatedRequest> {
  const { id, by, kind, emergency } = asking
  const nowMs = deps.clock.now()
  const payload = await kind.prepare(tx, { by, entries, nowMs }, input)
  const bootstrap = !emergency && (await runsAlone(tx, deps, kind, by, payload, nowMs, model))
  const asked: Asked = { ...asking, payload, bootstrap, nowMs }
  await insertRequest(tx, entries, deps, asked)
  const made = { id: formatId(REQUEST_ID, id), expiresMs: nowMs + REQUEST_LIVES_MS, payload }
  if (!emergency && !bootstrap) return { ...made, state: 'open', effect: undefined }
  return { ...made, state: 'approved', effect: await runNow(tx, entries, asked) }
}

function checkEmergency(
  kind: RequestKind,
  by: Caller,
  input: CreateRequest,
  clause: string | undefined,
): void {
  const extra = { clause }
  if (kind.emergency !== true) throw emergencyRefused('this kind waits for another person, always', { extra })
  if (by.kind !== 'person') throw emergencyRefused('only a person answers for an emergency', { extra })
  if ((input.reason ?? '').trim() === '')
    throw emergencyRefused('an emergency needs a reason', { where: { pointer: '/reason' }, extra })
}

/** The operator asks on the data directory and passes no gate; what was asked for waits for a person all the same. */
async function admitAsker(deps: RequestDeps, kind: RequestKind, by: Caller): Promise<Admitted | undefined> {
  if (by.kind === 'operator') return undefined
  if (kind.requestAction !== 'any') return admit(deps, by, kind.requestAction, `request.create ${kind.kind}`)
  const [authority, { model }] = await Promise.all([deps.authorities.current(by), deps.policy.reload()])
  return { authority, model }
}

async function runsAlone(
  tx: Tx,
  deps: RequestDeps,
  kind: RequestKind,
  by: Caller,
  payload: RequestPayload,
  nowMs: number,
  model: PolicyModel | undefined,
): Promise<boolean> {
  if (kind.bootstrap !== true || model === undefined) return false
  const sides = [by.principalId, ...kind.beneficiaries(payload)]
  const links = await readLinks(tx, by.tenant, sides, nowMs, deps.links)
  return nobodyElse(tx, by.tenant, kind.approveAction, behind(sides, links), model)
}

interface Asked {
  readonly id: Buffer
  readonly by: Caller
  readonly kind: RequestKind
  readonly payload: RequestPayload
  readonly reason: Buffer | null
  readonly emergency: boolean
  readonly bootstrap: boolean
  readonly nowMs: number
}

async function insertRequest(tx: Tx, entries: Entries, deps: RequestDeps, asked: Asked): Promise<void> {
  const { id, by, kind, payload, reason, emergency, bootstrap, nowMs } = asked
  const subject = kind.subject?.(payload)
  const atOnce = emergency || bootstrap
  await tx.query(
    {
      text: `INSERT INTO access.request (tenant, id, kind, subject, payload, reason, requested_by, requested_ms, expires_ms, state, decided_ms,
               emergency, bootstrap, review_due_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    },
    [
      by.tenant,
      id,
      kind.kind,
      subject ?? null,
      JSON.stringify(payload),
      reason,
      by.principalId,
      nowMs,
      nowMs + REQUEST_LIVES_MS,
      atOnce ? 'approved' : 'open',
      atOnce ? nowMs : null,
      emergency,
      bootstrap,
      emergency ? await deps.emergencyReviewEnds(nowMs) : null,
    ],
  )
  const about = subject === undefined ? { detail: {}, people: {} } : named('subject', subject)
  entries.add({
    kind: requestMade,
    outcome: 'success',
    ...entryBy(by, about.people),
    detail: { request: formatId(REQUEST_ID, id), of: kind.kind, ...about.detail, emergency, bootstrap },
  })
}

async function runNow(
  tx: Tx,
  entries: Entries,
  { id, by, kind, payload, emergency, bootstrap, nowMs }: Asked,
): Promise<RequestEffect | undefined> {
  const approval: Approval = {
    tenant: by.tenant,
    tenantId: by.tenantId,
    request: formatId(REQUEST_ID, id),
    requestedBy: by.principalId,
    by,
    approvedBy: undefined,
    emergency,
    bootstrap,
    nowMs,
  }
  const effect = await kind.run(tx, entries, payload, approval)
  if (effect !== undefined) {
    const text = 'UPDATE access.request SET effect = $3 WHERE tenant = $1 AND id = $2'
    await tx.query({ text }, [by.tenant, id, JSON.stringify(effect)])
  }
  return effect
}
