import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import type { PeopleKeys, Profile } from '../people/profile.ts'
import type { Site } from '../sessions/site.ts'

/** Roles that follow from groups; the rooms above know roles, this one only says who is in which group. Filled by `app.ts`. */
export interface GroupRoles {
  /** Gives the role by the group. It was approved when the group was mapped. */
  give(tx: Tx, entries: Entries, by: Caller, input: GroupRole): Promise<void>
  /** Ends what was given so. */
  end(tx: Tx, entries: Entries, by: Caller, input: GroupRole): Promise<void>
}

export interface GroupRole {
  readonly person: Buffer
  readonly role: string
  /** `sgr_…` */
  readonly group: string
  readonly approvedBy: string
  /** The request by which the group was mapped. */
  readonly request: Buffer | undefined
  /** Who asked for the mapping, while it is being made. */
  readonly requestedBy?: string | undefined
}

/** What a directory does to people; the room's own operations, given as an interface so that a provider's request is one transaction. */
export interface ScimPeople {
  add(tx: Tx, entries: Entries, by: Caller, input: NewScimPerson): Promise<Buffer>
  change(tx: Tx, entries: Entries, by: Caller, person: Buffer, profile: Profile): Promise<void>
  /** The leaver's path: everything the person has ends. */
  leave(tx: Tx, entries: Entries, by: Caller, person: Buffer): Promise<void>
  /** Comes back with nothing. */
  comeBack(tx: Tx, entries: Entries, by: Caller, person: Buffer): Promise<void>
}

export interface NewScimPerson {
  readonly profile: Profile
  readonly locale: string | undefined
  readonly zone: string | undefined
}

export interface ScimDeps extends IdentityDeps {
  readonly keyring: PeopleKeys
  /** Where resources say that they are. */
  readonly site: Pick<Site, 'origin'>
  readonly people: ScimPeople
  readonly groupRoles: GroupRoles
}
