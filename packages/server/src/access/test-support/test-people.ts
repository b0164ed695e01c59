import { createHash } from 'node:crypto'
import { identityErrors, PERSON_ID, type PersonCaller } from '../../identity/index.ts'
import type { Database, Statements } from '../../platform/db.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'

/** For tests only: people on the staff who are simply there, signed in. */

export interface TestPerson {
  readonly id: string
  readonly caller: PersonCaller
}

export async function testPerson(
  owner: Statements,
  by: Caller,
  name: string,
  nowMs: number,
  accepted = true,
): Promise<TestPerson> {
  const principal = newId(nowMs)
  const id = formatId(PERSON_ID, principal)
  await owner.read.query(
    {
      text: `INSERT INTO identity.person (tenant, id, profile, user_digest, email_digest, state, source, locale, zone, created_ms, created_by,
               enrol_until_ms, active_ms)
             VALUES ($1, $2, '', $3, $4, 'active', 'setup', 'en', 'Asia/Tokyo', $5, 'operator', $5, $5)`,
    },
    [by.tenant, principal, digest(`user ${name}`), digest(`mail ${name}`), nowMs],
  )
  if (accepted) await hasAccepted(owner, by.tenant, principal, nowMs)
  const key = newId(nowMs)
  const session = {
    id: formatId('ses', key),
    key,
    state: 'full' as const,
    amr: ['pwd', 'otp'],
    accepted,
    address: '127.0.0.1',
    createdMs: nowMs,
    idleUntilMs: Number.MAX_SAFE_INTEGER,
    untilMs: Number.MAX_SAFE_INTEGER,
  }
  const caller: PersonCaller = {
    tenant: by.tenant,
    tenantId: by.tenantId,
    principal,
    principalId: id,
    kind: 'person',
    credential: { key, keyId: session.id },
    session,
  }
  return { id, caller }
}

/** The person has accepted a version of the policy; one is made up where none was ever applied. */
export async function hasAccepted(owner: Statements, tenant: number, person: Buffer, nowMs: number) {
  await owner.read.query({
    text: `WITH proposed AS (
        INSERT INTO policy.proposal (id, name, digest, model, files, accepted, base, proposed_by, proposed_ms)
        SELECT decode(repeat('00', 16), 'hex'), 'made up', decode(repeat('00', 32), 'hex'), '{}', '{}', '{}', 0, 'operator', 0
        WHERE NOT EXISTS (SELECT FROM policy.version) RETURNING id)
      INSERT INTO policy.version (version, proposal, name, digest, model, proposed_by, bootstrap, applied_ms)
      SELECT 1, id, 'made up', decode(repeat('00', 32), 'hex'), '{}', 'operator', true, 0 FROM proposed`,
  })
  const text = `INSERT INTO policy.acknowledgement (tenant, person, version, lang, digest, accepted_ms)
    SELECT $1, $2, max(version), 'en', decode(repeat('00', 32), 'hex'), $3 FROM policy.version`
  await owner.read.query({ text }, [tenant, person, nowMs])
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** What the doors of sessions answer: good for ever while the person is active. */
export async function recheckPerson(database: Database, caller: Caller): Promise<number> {
  const [row] = await database.across.read.query<{ state: string }>(
    { text: 'SELECT state FROM identity.person WHERE tenant = $1 AND id = $2' },
    [caller.tenant, caller.principal],
  )
  if (row?.state !== 'active') throw identityErrors.keyRevoked('the person is not active')
  return Number.POSITIVE_INFINITY
}
