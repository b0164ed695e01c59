import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId, newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personStateWrong } from '../errors.ts'
import { invitationMade } from '../events.ts'
import { hashSecretText, newSecretText } from '../secret-text.ts'
import { addPerson } from './add-person.ts'
import { lockPerson } from './find-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { INVITATION_ID, PERSON_ID, personId } from './person-id.ts'
import type { Profile } from './profile.ts'
import { requireAnother } from './require-another.ts'

export const INVITATION_PREFIX = 'azi'
const LIVES_MS = 3 * 86_400_000

export interface InvitePerson extends Profile {
  readonly locale: string
  /** The tenant's when left out. */
  readonly zone?: string | undefined
  /** Asked for at the same time; another person approves them. */
  readonly roles?: readonly string[] | undefined
}

export interface Invitation {
  readonly id: string
  readonly person: string
  /** Shown once to who invites, kept nowhere. The secret stands behind `#`, so that browsers send it to no server. */
  readonly link: string
  readonly expiresMs: number
}

/**
 * Invites a person: makes the account, which can do nothing, and the one-time link by which its person takes it over.
 *
 * Commit point: a crash before it leaves nothing; after it person, invitation and entries. Should the link be lost, another one is made.
 * @throws what `addPerson` throws
 */
export async function invitePerson(deps: PeopleDeps, by: Caller, input: InvitePerson): Promise<Invitation> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const invitation = await invite(tx, entries, deps, by, input)
    await deps.bumpAuthority(tx, by.tenant)
    return invitation
  })
  return value
}

/** The same within a transaction of the caller's, who raises the generation. */
export async function invite(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  by: Caller,
  input: InvitePerson,
): Promise<Invitation> {
  const { zone } = await deps.keyring.tenant(by.tenant)
  const person = await addPerson(tx, entries, deps, by, {
    name: input.name,
    userName: input.userName,
    email: input.email,
    locale: input.locale,
    zone: input.zone ?? zone,
    source: 'invitation',
    state: 'invited',
    enrolUntilMs: deps.clock.now() + LIVES_MS,
  })
  const invitation = await addInvitation(tx, entries, deps, by, person)
  const roles = input.roles ?? []
  if (roles.length > 0) await deps.roles.assign(tx, entries, by, { person, roles, reason: 'invitation' })
  return invitation
}

/**
 * Another link for somebody who was invited and has not come; the one before opens nothing more. Throws `person_not_found`, `person_state_wrong`.
 * Whoever has come gets none, unless another person approved that their factors were taken away: with it, who invites could take the account over. Nobody
 * makes one for themselves (`own_account_refused`).
 */
export async function inviteAgain(deps: PeopleDeps, by: Caller, person: string): Promise<Invitation> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const row = await lockPerson(tx, by.tenant, parseId(PERSON_ID, person))
    await requireAnother(tx, by, row.id)
    if (row.state !== 'invited')
      throw personStateWrong('only who was invited and has not come is invited again')
    await tx.query(
      {
        text: `UPDATE identity.invitation SET withdrawn_ms = $3 WHERE tenant = $1 AND person = $2 AND redeemed_ms IS NULL AND withdrawn_ms IS NULL`,
      },
      [by.tenant, row.id, nowMs],
    )
    await tx.query({ text: 'UPDATE identity.person SET enrol_until_ms = $3 WHERE tenant = $1 AND id = $2' }, [
      by.tenant,
      row.id,
      nowMs + LIVES_MS,
    ])
    return addInvitation(tx, entries, deps, by, row.id)
  })
  return value
}

async function addInvitation(
  tx: Tx,
  entries: Entries,
  deps: PeopleDeps,
  by: Caller,
  person: Buffer,
): Promise<Invitation> {
  const nowMs = deps.clock.now()
  const id = newId(nowMs)
  const token = newSecretText(INVITATION_PREFIX)
  const expiresMs = nowMs + LIVES_MS
  await tx.query(
    {
      text: `INSERT INTO identity.invitation (tenant, id, person, hash, created_ms, created_by, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    },
    [by.tenant, id, person, hashSecretText(token), nowMs, by.principalId, expiresMs],
  )
  const invitation = formatId(INVITATION_ID, id)
  entries.add({
    kind: invitationMade,
    outcome: 'success',
    ...entryBy(by, { person }),
    detail: { invitation, expires_ms: expiresMs },
  })
  return {
    id: invitation,
    person: personId(person),
    link: `${deps.site.origin}/invitation#${token}`,
    expiresMs,
  }
}
