import type { Tx } from '../../platform/db.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { digestFor, type PeopleKeys, type Profile } from '../people/profile.ts'
import type { PasswordSecret } from './password-hasher.ts'
import { checkPassword, refused } from './password-rules.ts'

/** The tenant's key that verifiers are made with. */
export const passwordSecret =
  (keys: PeopleKeys, tenant: number): PasswordSecret =>
  () =>
    digestFor(keys, tenant, 'password', 'argon2id')

export type PasswordDeps = Pick<
  PeopleDeps,
  'keyring' | 'rules' | 'passwords' | 'breached' | 'database' | 'clock'
>

/**
 * Judges a password and makes its verifier: before the transaction that stores it, since it takes a good part of a second.
 * @param person whose history counts; left out for who has none yet
 * @throws password_refused, overloaded
 */
export async function preparePassword(
  deps: PasswordDeps,
  tenant: number,
  profile: Profile,
  password: string,
  person?: Buffer,
): Promise<string> {
  const { passwordLength, passwordHistory, passwordWords } = await deps.rules()
  const words = [...passwordWords, ...(await nameOf(deps, tenant))]
  await checkPassword(password, { length: passwordLength, profile, breached: deps.breached, words })
  const secret = passwordSecret(deps.keyring, tenant)
  if (person !== undefined) {
    const before = await deps.database.of(tenant).read.query<{ verifier: string }>(
      {
        text: `SELECT verifier FROM identity.password WHERE tenant = $1 AND person = $2 ORDER BY number DESC LIMIT $3`,
      },
      [tenant, person, passwordHistory],
    )
    for (const { verifier } of before) {
      if (await deps.passwords.verify(verifier, password, secret)) {
        throw refused('used_before', `it is one of the last ${passwordHistory}`)
      }
    }
  }
  return deps.passwords.hash(password, secret)
}

/** A shorter name of a tenant stands in too many words that have nothing to do with it: the first tenant's is `main`. */
const SHORTEST_NAME = 5

async function nameOf({ database }: PasswordDeps, tenant: number): Promise<string[]> {
  const text = 'SELECT slug FROM keys.tenant WHERE tenant = $1'
  const rows = await database.of(tenant).read.query<{ slug: string }>({ text }, [tenant])
  return rows.map(({ slug }) => slug).filter((slug) => slug.length >= SHORTEST_NAME)
}

/** Puts a verifier in force and forgets those beyond the policy's history. */
export async function storePassword(
  tx: Tx,
  deps: Pick<PeopleDeps, 'rules' | 'clock'>,
  tenant: number,
  person: Buffer,
  verifier: string,
): Promise<void> {
  const { passwordHistory } = await deps.rules()
  // Of two changes at the same moment the second waits here, and takes the next number.
  await tx.query({ text: 'SELECT FROM identity.person WHERE tenant = $1 AND id = $2 FOR NO KEY UPDATE' }, [
    tenant,
    person,
  ])
  await tx.query(
    {
      text: `INSERT INTO identity.password (tenant, person, number, verifier, made_ms)
             SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4 FROM identity.password WHERE tenant = $1 AND person = $2`,
    },
    [tenant, person, verifier, deps.clock.now()],
  )
  await tx.query(
    {
      text: `DELETE FROM identity.password WHERE tenant = $1 AND person = $2 AND number <=
               (SELECT max(number) FROM identity.password WHERE tenant = $1 AND person = $2) - $3`,
    },
    [tenant, person, Math.max(1, passwordHistory)],
  )
}

/** The verifier in force. */
export async function currentVerifier(
  sql: Pick<Tx, 'query'>,
  tenant: number,
  person: Buffer,
): Promise<string | undefined> {
  const [row] = await sql.query<{ verifier: string }>(
    {
      text: 'SELECT verifier FROM identity.password WHERE tenant = $1 AND person = $2 ORDER BY number DESC LIMIT 1',
    },
    [tenant, person],
  )
  return row?.verifier
}

/** Puts another verifier of the same password in the place of the present one. */
export async function storePasswordAgain(
  tx: Tx,
  tenant: number,
  person: Buffer,
  verifier: string,
): Promise<void> {
  await tx.query(
    {
      text: `UPDATE identity.password SET verifier = $3 WHERE tenant = $1 AND person = $2
               AND number = (SELECT max(number) FROM identity.password WHERE tenant = $1 AND person = $2)`,
    },
    [tenant, person, verifier],
  )
}
