import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { SMALL } from '../../../test/small-policy.ts'
import { HOUR, type Process, type World } from '../../../test/world.ts'
import {
  approveRequest,
  type CaseDeps,
  type CaseInput,
  caseKind,
  contractKind,
  createRequest,
  type GrantScope,
  RequestKinds,
} from '../../access/index.ts'
import { hasAccepted } from '../../access/test-support/test-people.ts'
import type { ReadEntry } from '../../audit/index.ts'
import type { PersonCaller } from '../../identity/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { recordDigest, subjectDigest } from '../cases/subject-digests.ts'
import { revealByStaff } from '../reveal/reveal-by-staff.ts'
import type { RevealResult } from '../reveal/reveal-record.ts'
import type { RevealInput } from '../reveal/reveal-slot.ts'
import { iso, type Shop, shop } from './test-shop.ts'

/** For tests only: a shop with people on the staff who ask for cases, and others who approve them. */

export const WITH_CASES = SMALL.replace(
  'classes:',
  `parameters:
  case_at_most: PT8H
  case_review_within: P7D
  case_uses_at_most: { value: 100, unit: { en: uses, ja: 回 } }
classes:`,
)

export interface Staff extends Shop {
  readonly cases: CaseDeps
  /** May ask for cases and sees masked values. */
  readonly hana: PersonCaller
  /** Approves them. */
  readonly owner: PersonCaller
  person(grants: readonly GrantScope[], by?: Caller): Promise<PersonCaller>
  ask(input?: Partial<CaseInput>, by?: Caller): Promise<{ request: string; id: string }>
  /** Asked for by hana, approved by the owner. */
  open(input?: Partial<CaseInput>, by?: Caller): Promise<string>
  look(
    id: string,
    caseId?: string,
    more?: Partial<RevealInput> & { by?: Caller; on?: Process },
  ): Promise<RevealResult>
}

export const MASKED: GrantScope = {
  action: 'reveal',
  collection: 'orders',
  classes: ['contact'],
  purpose: 'support',
  masked: true,
}
export const ASKER: readonly GrantScope[] = [{ action: 'request-case' }, MASKED]

export async function staff(t: TestContext, policy: string = WITH_CASES): Promise<Staff> {
  const s = await shop(t, policy)
  const { w } = s
  const person: Staff['person'] = async (grants, by = w.first) => {
    const caller = await newPerson(w, by)
    for (const scope of grants) await w.grant(caller, scope)
    return caller
  }
  const cases = caseDeps(w)
  const hana = await person(ASKER)
  const owner = await person([{ action: 'approve-access' }])
  const ask: Staff['ask'] = async (input = {}, by = hana) => {
    const payload = {
      ticket: 'T-1',
      collection: 'orders',
      fields: ['email', 'name'],
      purpose: 'support',
      records: ['o-1'],
      until: iso(w.clock.ms + HOUR),
      cap: 10,
      ...input,
    }
    const { id } = await createRequest(cases, by, { kind: 'case', payload, reason: 'the buyer wrote' })
    const text = `SELECT payload->>'case' AS id FROM access.request WHERE 'req_' || encode(id, 'hex') = $1`
    const [row] = await w.db.owner.read.query<{ id: string }>({ text }, [id])
    return { request: id, id: row?.id ?? '' }
  }
  return {
    ...s,
    cases,
    hana,
    owner,
    person,
    ask,
    async open(input, by) {
      const { request, id } = await ask(input, by)
      await approveRequest(cases, owner, request)
      return id
    },
    look: (id, caseId, { by = hana, on = w, ...more } = {}) =>
      revealByStaff({ deps: on.deps, putter: on.putter, revealer: on.revealer }, by, {
        collection: 'orders',
        id,
        purpose: 'support',
        caseId,
        ...more,
      }),
  }
}

function caseDeps(w: World): CaseDeps {
  const digests: CaseDeps['digests'] = {
    record: (tenant, collection, id) => recordDigest(w.deps, tenant, collection, id),
    subject: (tenant, collection, kind, value) => subjectDigest(w.deps, tenant, collection, kind, value),
  }
  const kinds = { ...w.access, texts: w.keyring, digests }
  return {
    ...w.access,
    authorities: w.authorities,
    kinds: new RequestKinds().register(caseKind(kinds)).register(contractKind(kinds)),
    texts: w.keyring,
    onboarding: [],
    links: [],
    emergencyReviewEnds: (fromMs) => fromMs + HOUR,
    digests,
  }
}

/** The members of an entry that say who and how it went. */
export type Said = ReadEntry & {
  readonly status_id: number
  readonly actor: { readonly user: { readonly uid: string } }
}

export const entriesOf = (w: World, event: string) => w.entries(event) as Promise<Said[]>

let made = 0

/** Signed in with both factors, without having signed in. */
async function newPerson({ db, clock }: World, by: Caller): Promise<PersonCaller> {
  const [principal, key] = [newId(clock.ms), newId(clock.ms)]
  const digest = (what: string) => createHash('sha256').update(`${what} ${++made}`).digest()
  const far = clock.ms + 365 * 24 * HOUR
  await db.owner.read.query(
    {
      text: `INSERT INTO identity.person (tenant, id, profile, user_digest, email_digest, state, source, locale, zone, created_ms, created_by,
               enrol_until_ms, active_ms)
             VALUES ($1, $2, '', $3, $4, 'active', 'setup', 'en', 'Asia/Tokyo', $5, 'operator', $5, $5)`,
    },
    [by.tenant, principal, digest('user'), digest('mail'), clock.ms],
  )
  await db.owner.read.query(
    {
      text: `INSERT INTO identity.session (tenant, id, person, hash, state, amr, created_ms, seen_ms, idle_ms, until_ms, origin, browser)
             VALUES ($1, $2, $3, $4, 'full', '{pwd,otp}', $5, $5, $6, $7, '', $8)`,
    },
    [by.tenant, key, principal, randomBytes(32), clock.ms, far - clock.ms, far, randomBytes(32)],
  )
  await hasAccepted(db.owner, by.tenant, principal, clock.ms)
  const session = {
    id: formatId('ses', key),
    key,
    state: 'full',
    amr: ['pwd', 'otp'],
    accepted: true,
    address: '::1',
  } as const
  return {
    tenant: by.tenant,
    tenantId: by.tenantId,
    principal,
    principalId: formatId('per', principal),
    kind: 'person',
    credential: { key, keyId: session.id },
    session: { ...session, createdMs: clock.ms, idleUntilMs: far, untilMs: far },
  }
}

/** The reason that a refusal gives, and the clause it names. */
export async function deniedBecause(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    assert.ok(isAzukariError(error) && error.code === 'access_denied', String(error))
    return `${error.extra?.reason} ${error.extra?.clause}`
  }
  return 'allowed'
}
