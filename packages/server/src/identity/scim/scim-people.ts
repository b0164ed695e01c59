import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { ClauseOf } from '../../policy/index.ts'
import { userNameTaken } from '../errors.ts'
import { comeBack } from '../leavers/come-back.ts'
import type { LeaverDeps } from '../leavers/leaver-deps.ts'
import { offBoard } from '../leavers/off-board.ts'
import { personId } from '../people/person-id.ts'
import { checkProfile, checkZone } from '../people/person-name.ts'
import { digestFor, folded, type Profile, sealProfile } from '../people/profile.ts'
import type { NewScimPerson, ScimPeople } from './scim-deps.ts'

/** A person the directory names may sign on through the company's provider, or add the first factor by an invitation, for so long. */
const ENROL_MS = 30 * 86_400_000
/** RFC 2606 §2: stands in where a directory gives no address, for the checks alone. */
const NO_ADDRESS = 'k3q@example.invalid'

/** What a directory does to people, by the room's own operations. */
export class DirectoryPeople implements ScimPeople {
  readonly #deps: LeaverDeps & { readonly zone: (tenant: number) => Promise<string> }

  constructor(deps: LeaverDeps & { readonly zone: (tenant: number) => Promise<string> }) {
    this.#deps = deps
  }

  async add(
    tx: Tx,
    _entries: Entries,
    by: Caller,
    { profile, locale, zone }: NewScimPerson,
  ): Promise<Buffer> {
    const deps = this.#deps
    const nowMs = deps.clock.now()
    const person = newId(nowMs)
    const checked = checkDirectoryProfile(profile, this.#deps.clauseOf)
    const made = await tx.query(
      {
        text: `INSERT INTO identity.person (tenant, id, profile, user_digest, email_digest, state, source, locale, zone, created_ms, created_by, enrol_until_ms)
               VALUES ($1, $2, $3, $4, $5, 'invited', 'scim', $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
      },
      [
        by.tenant,
        person,
        await sealProfile(deps.keyring, by.tenant, person, checked),
        ...(await this.#digests(by.tenant, person, checked)),
        languageOf(locale),
        zoneOf(zone) ?? (await deps.zone(by.tenant)),
        nowMs,
        by.principalId,
        nowMs + ENROL_MS,
      ],
    )
    if (made.length === 0) throw userNameTaken('the user name or address is in use')
    return person
  }

  async change(tx: Tx, _entries: Entries, by: Caller, person: Buffer, profile: Profile): Promise<void> {
    const { keyring } = this.#deps
    const checked = checkDirectoryProfile(profile, this.#deps.clauseOf)
    const digests = await this.#digests(by.tenant, person, checked)
    const taken = await tx.query(
      {
        text: `SELECT FROM identity.person WHERE tenant = $1 AND id <> $2 AND state <> 'left' AND (user_digest = $3 OR email_digest = $4)`,
      },
      [by.tenant, person, ...digests],
    )
    // Two at the same moment: the unique index lets one through and ends the other's transaction.
    if (taken.length > 0) throw userNameTaken('the user name or address is in use')
    await tx.query(
      {
        text: `UPDATE identity.person SET profile = $3, user_digest = $4, email_digest = $5 WHERE tenant = $1 AND id = $2`,
      },
      [by.tenant, person, await sealProfile(keyring, by.tenant, person, checked), ...digests],
    )
  }

  async leave(tx: Tx, entries: Entries, by: Caller, person: Buffer): Promise<void> {
    await offBoard(this.#deps, tx, entries, by, { person: personId(person), source: 'scim' })
  }

  comeBack(tx: Tx, entries: Entries, by: Caller, person: Buffer): Promise<void> {
    return comeBack(this.#deps, tx, entries, by, {
      person,
      enrolUntilMs: this.#deps.clock.now() + ENROL_MS,
    })
  }

  async #digests(tenant: number, person: Buffer, { userName, email }: Profile): Promise<[Buffer, Buffer]> {
    const { keyring } = this.#deps
    // No two people have no address in common.
    const address = email === '' ? personId(person) : folded(email)
    return [
      await digestFor(keyring, tenant, 'user', folded(userName)),
      await digestFor(keyring, tenant, 'email', address),
    ]
  }
}

function checkDirectoryProfile(profile: Profile, clauseOf: ClauseOf): Profile {
  if (profile.email !== '') return checkProfile(profile, clauseOf)
  return { ...checkProfile({ ...profile, email: NO_ADDRESS }, clauseOf), email: '' }
}

const languageOf = (tag: string | undefined) => (/^ja\b/i.test(tag ?? '') ? 'ja' : 'en')

// A zone that this machine does not know is the directory's business and no reason to keep somebody out.
function zoneOf(zone: string | undefined): string | undefined {
  try {
    return zone === undefined ? undefined : checkZone(zone)
  } catch {
    return undefined
  }
}
