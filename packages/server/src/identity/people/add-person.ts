import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { localeInvalid, userNameTaken } from '../errors.ts'
import { personCreated } from '../events.ts'
import type { PersonSource, PersonState } from './find-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { checkProfile, checkZone, profileErrors } from './person-name.ts'
import { digestFor, folded, type Profile, sealProfile } from './profile.ts'

export interface AddPerson extends Profile {
  readonly locale: string
  readonly zone: string
  readonly source: PersonSource
  readonly state: Extract<PersonState, 'invited' | 'active'>
  /** Until when the first factor may be added. */
  readonly enrolUntilMs: number
}

/** What `addPerson` throws. */
export const addPersonErrors = [...profileErrors, userNameTaken, localeInvalid] as const

/**
 * Makes a person, within a transaction of the caller's, who raises the generation. Such a person may do nothing yet.
 * Throws `addPersonErrors`.
 */
export async function addPerson(
  tx: Tx,
  entries: Entries,
  deps: Pick<PeopleDeps, 'keyring' | 'clock' | 'clauseOf'>,
  by: Caller,
  input: AddPerson,
): Promise<Buffer> {
  const profile = checkProfile(input, deps.clauseOf)
  const zone = checkZone(input.zone)
  const nowMs = deps.clock.now()
  const id = newId(nowMs)
  const { tenant } = by
  const digests = await profileDigests(deps, tenant, profile)
  const made = await tx.query(
    {
      text: `INSERT INTO identity.person (tenant, id, profile, user_digest, email_digest, state, source, locale, zone, created_ms, created_by, enrol_until_ms, active_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING id`,
    },
    [
      tenant,
      id,
      await sealProfile(deps.keyring, tenant, id, profile),
      digests.user,
      digests.email,
      input.state,
      input.source,
      input.locale,
      zone,
      nowMs,
      by.principalId,
      input.enrolUntilMs,
      input.state === 'active' ? nowMs : null,
    ],
  )
  if (made.length === 0) throw userNameTaken('another person has this user name or e-mail address')
  entries.add({
    kind: personCreated,
    outcome: 'success',
    ...entryBy(by, { person: id }),
    detail: { source: input.source, state: input.state },
  })
  return id
}

/** By which a person is found and unique. */
export async function profileDigests(
  { keyring }: Pick<PeopleDeps, 'keyring'>,
  tenant: number,
  { userName, email }: Pick<Profile, 'userName' | 'email'>,
): Promise<{ user: Buffer; email: Buffer }> {
  return {
    user: await digestFor(keyring, tenant, 'user', folded(userName)),
    email: await digestFor(keyring, tenant, 'email', folded(email)),
  }
}
