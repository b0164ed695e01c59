import { entryBy } from '../acting.ts'
import { invitationInvalid } from '../errors.ts'
import { invitationRedeemed } from '../events.ts'
import { preparePassword, storePassword } from '../passwords/set-password.ts'
import { hashSecretText, isSecretText } from '../secret-text.ts'
import { beginSession } from '../sessions/begin-session.ts'
import type { RequestFrom } from '../sessions/request-from.ts'
import { tenantIdOf } from '../tenant-id.ts'
import { findPerson, lockPerson } from './find-person.ts'
import { INVITATION_PREFIX } from './invite-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { personCaller, personId } from './person-id.ts'
import { openProfile } from './profile.ts'

const ENROL_MS = 3_600_000

export interface RedeemInvitation {
  readonly token: string
  /** Left out by who takes a passkey alone. */
  readonly password?: string | undefined
  readonly from: RequestFrom
}

interface Found {
  readonly tenant: number
  readonly person: Buffer
}

/**
 * Takes an invitation, once: its person chooses a password and gets an hour to add a second factor, before which they can do nothing.
 *
 * Commit point: a crash before it leaves the invitation; after it the invitation is used up and the pending session there.
 * @throws invitation_invalid (wrong, used, withdrawn and expired alike), password_refused; the invitation stays good then
 */
export async function redeemInvitation(deps: PeopleDeps, { token, password, from }: RedeemInvitation) {
  const hash = hashSecretText(token)
  const found = isSecretText(INVITATION_PREFIX, token) ? await find(deps, hash) : undefined
  if (found === undefined) throw refused()
  const { tenant, person } = found
  const row = await findPerson(deps.database.of(tenant).read, tenant, person)
  const profile = await openProfile(deps.keyring, tenant, person, row.profile)
  const verifier = password === undefined ? undefined : await preparePassword(deps, tenant, profile, password)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const { state } = await lockPerson(tx, tenant, person)
    const used = await tx.query(
      {
        text: `UPDATE identity.invitation SET redeemed_ms = $2 WHERE hash = $1 AND redeemed_ms IS NULL AND withdrawn_ms IS NULL
               AND created_ms <= $2 AND expires_ms > $2 RETURNING id`,
      },
      [hash, nowMs],
    )
    if (used.length === 0 || state !== 'invited') throw refused()
    if (verifier !== undefined) await storePassword(tx, deps, tenant, person, verifier)
    const text = 'UPDATE identity.person SET enrol_until_ms = $3 WHERE tenant = $1 AND id = $2'
    await tx.query({ text }, [tenant, person, nowMs + ENROL_MS])
    const tenantId = await tenantIdOf(tx, tenant)
    const amr = verifier === undefined ? ['link'] : ['pwd']
    const session = { tenant, person, state: 'pending', amr, from, pendingMs: ENROL_MS } as const
    const { cookies } = await beginSession(tx, deps, session)
    entries.add({
      kind: invitationRedeemed,
      outcome: 'success',
      ...entryBy(personCaller(tenant, tenantId, person)),
    })
    return { person: personId(person), cookies }
  })
  return value
}

async function find(deps: PeopleDeps, hash: Buffer): Promise<Found | undefined> {
  const [row] = await deps.database.across.read.query<Found>(
    {
      text: `SELECT i.tenant, i.person FROM identity.invitation i JOIN keys.tenant t ON t.tenant = i.tenant AND t.state = 'live'
             WHERE i.hash = $1 AND i.redeemed_ms IS NULL AND i.withdrawn_ms IS NULL AND i.expires_ms > $2`,
    },
    [hash, deps.clock.now()],
  )
  return row
}

const refused = () =>
  invitationInvalid('the invitation opens nothing', { fix: 'ask who invited for another one' })
