import { randomBytes } from 'node:crypto'
import type { Tx } from '../../platform/db.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { factorNotFound } from '../errors.ts'
import { recoveryCodesMade } from '../events.ts'
import { lockPerson } from '../people/find-person.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { digestFor, type PeopleKeys } from '../people/profile.ts'
import { factorKinds } from './factor-kinds.ts'

const CODES = 10
// 120 bits: so many that a fast, keyed digest of one is enough (ASVS 5.0, 6.5.2).
const CODE_BYTES = 15
const GROUP = 4
// Crockford's base 32: no I, L, O and U, which people take for others.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Random bits as people can write them down: six groups of four. */
function newCode(): string {
  let bits = BigInt(`0x${randomBytes(CODE_BYTES).toString('hex')}`)
  let text = ''
  for (let i = 0; i < (CODE_BYTES * 8) / 5; i++) {
    text = ALPHABET[Number(bits % 32n)] + text
    bits /= 32n
  }
  return text.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? text
}

/** The one way in which a code is compared: signs between groups and case do not count, and what looks alike is alike. */
const plainCode = (text: string) =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')

const digestOf = (keys: PeopleKeys, tenant: number, person: Buffer, code: string) =>
  digestFor(keys, tenant, 'recovery', Buffer.concat([person, Buffer.from(plainCode(code), 'utf8')]))

/**
 * Makes ten codes for who loses their factor; those made before open nothing more. Throws `factor_not_found` as long as there is no factor to lose.
 *
 * Commit point: a crash before it leaves the codes there were; after it the new ones, which are shown once and kept as digests.
 */
export async function makeRecoveryCodes(deps: PeopleDeps, by: PersonCaller): Promise<string[]> {
  const { tenant, principal } = by
  const codes = Array.from({ length: CODES }, newCode)
  const digests = await Promise.all(codes.map((code) => digestOf(deps.keyring, tenant, principal, code)))
  await deps.writer.transaction(tenant, async (tx, entries) => {
    await lockPerson(tx, tenant, principal)
    if ((await factorKinds(tx, tenant, principal)).length === 0)
      throw factorNotFound('add a second factor first')
    await tx.query({ text: 'DELETE FROM identity.recovery_code WHERE tenant = $1 AND person = $2' }, [
      tenant,
      principal,
    ])
    await tx.query(
      {
        text: `INSERT INTO identity.recovery_code (tenant, person, digest, made_ms) SELECT $1, $2, d, $4 FROM unnest($3::bytea[]) AS d`,
      },
      [tenant, principal, digests, deps.clock.now()],
    )
    entries.add({ kind: recoveryCodesMade, outcome: 'success', ...entryBy(by), detail: { codes: CODES } })
  })
  return codes
}

/** Uses a code up; whether it was one. Of two who use the same code at the same moment one did. */
export async function takeRecoveryCode(
  tx: Tx,
  keys: PeopleKeys,
  tenant: number,
  person: Buffer,
  code: string,
  nowMs: number,
): Promise<boolean> {
  const used = await tx.query(
    {
      text: `UPDATE identity.recovery_code SET used_ms = $4 WHERE tenant = $1 AND person = $2 AND digest = $3 AND used_ms IS NULL
             RETURNING person`,
    },
    [tenant, person, await digestOf(keys, tenant, person, code), nowMs],
  )
  return used.length === 1
}
