import { isAzukariError } from '../../platform/errors.ts'
import { keyEnvironmentWrong } from '../errors.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { openSecret, sealSecret } from '../secrets.ts'

const NAME = 'environment'

/** What the database says of itself in a row that its owner could change. */
export interface EnvironmentStatement {
  readonly name: string
  readonly injectedClock: boolean
}

/**
 * Seals, once, under the root key what kind of environment this is, and holds the database's own row against it from then on: a clock that can be moved is
 * not switched on under real records by changing a row. Only before the first tenant is a
 * movable clock sealed. Throws `key_environment_wrong`.
 */
export async function bindEnvironment(deps: KeysDeps, said: EnvironmentStatement): Promise<void> {
  const sealed = await openSecret(deps, NAME).catch((error) => {
    if (isAzukariError(error, 'secret_missing')) return undefined
    throw error
  })
  const statement = sealed?.toString('utf8')
  if (statement === textOf(said)) return
  if (statement !== undefined) {
    throw keyEnvironmentWrong(
      'the database says something else of its environment than was sealed when it was made',
    )
  }
  if (said.injectedClock && (await holdsTenants(deps))) {
    throw keyEnvironmentWrong('the clock can be moved only where the environment was made for it')
  }
  // A crash before this leaves no statement, and the next start makes it; two starts at once make the same.
  await sealSecret(deps, NAME, Buffer.from(textOf(said), 'utf8')).catch((error) => {
    if (!isAzukariError(error, 'secret_exists')) throw error
  })
}

const textOf = ({ name, injectedClock }: EnvironmentStatement) =>
  JSON.stringify({ environment: name, injected_clock: injectedClock })

async function holdsTenants({ database }: KeysDeps): Promise<boolean> {
  const [row] = await database.across.read.query<{ any: boolean }>({
    text: 'SELECT EXISTS (SELECT FROM keys.tenant) AS any',
  })
  return row?.any !== false
}
