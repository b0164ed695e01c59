import { hmac, type Keyring } from '../../keys/index.ts'

/** What of a person is personal: sealed where it is kept, and in no entry. */
export interface Profile {
  readonly name: string
  readonly userName: string
  readonly email: string
}

/** As much of the keys as people need. */
export type PeopleKeys = Pick<Keyring, 'tenant' | 'seal' | 'unseal'>

const PURPOSE = 'people'

/** Seals something about a person for the tenant. `what` and the person are bound to it: it opens in no other place. */
export function sealFor(
  keys: PeopleKeys,
  tenant: number,
  person: Uint8Array,
  what: string,
  plaintext: Uint8Array | string,
): Promise<Buffer> {
  const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext
  return keys.seal(tenant, `${PURPOSE}/${what}`, bytes, person)
}

/** Opens what `sealFor` made. Throws `ciphertext_invalid`. */
export function openFor(
  keys: PeopleKeys,
  tenant: number,
  person: Uint8Array,
  what: string,
  sealed: Uint8Array,
): Promise<Buffer> {
  return keys.unseal(tenant, `${PURPOSE}/${what}`, sealed, person)
}

/** Seals what is personal of a person, bound to them. */
export function sealProfile(keys: PeopleKeys, tenant: number, person: Uint8Array, profile: Profile) {
  const { name, userName, email } = profile
  return sealFor(keys, tenant, person, 'profile', JSON.stringify({ name, userName, email }))
}

/** Opens what `sealProfile` made. Throws `ciphertext_invalid`, also for another person’s. */
export async function openProfile(
  keys: PeopleKeys,
  tenant: number,
  person: Uint8Array,
  sealed: Uint8Array,
): Promise<Profile> {
  const opened = await openFor(keys, tenant, person, 'profile', sealed)
  return JSON.parse(opened.toString('utf8')) as Profile
}

/** Keyed digest by which something is found or counted without being written down. `what` keeps the uses apart. */
export async function digestFor(
  keys: PeopleKeys,
  tenant: number,
  what: string,
  value: Uint8Array | string,
): Promise<Buffer> {
  const handle = await keys.tenant(tenant)
  return hmac(handle.digestKey(`identity/${what}`), value)
}

/** User names and addresses that differ in case or width alone are one. */
export const folded = (text: string) => text.normalize('NFKC').trim().toLowerCase()
