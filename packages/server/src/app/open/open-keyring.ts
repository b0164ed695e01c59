import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from '../../config/index.ts'
import {
  bindEnvironment,
  createFileRoot,
  FileProvider,
  initialiseKeys,
  Keyring,
  openAwsKms,
  type RootProvider,
  type RootUseLog,
} from '../../keys/index.ts'
import type { Logger } from '../../platform/logger.ts'
import type { OpenedDatabase } from './open-database.ts'

/**
 * Opens the root key and the keys below it. A root key is made only together with a new environment, when the database holds no key yet:
 * making one beside an old database would hide that the old one was lost.
 */
export async function openKeyring(
  configuration: Configuration,
  { inner, clock, environment }: OpenedDatabase,
  uses: RootUseLog,
  log: Logger,
): Promise<Keyring> {
  const [row] = await inner.across.read.query<{ any: boolean }>({
    text: 'SELECT EXISTS (SELECT FROM keys.epoch) AS any',
  })
  const isNew = row?.any !== true
  const provider = await openProvider(configuration, isNew)
  await provider.check()
  const keyring = new Keyring({ database: inner, provider, environment: environment.name, clock, uses, log })
  await initialiseKeys(keyring.deps)
  await bindEnvironment(keyring.deps, environment)
  return keyring
}

async function openProvider(configuration: Configuration, isNew: boolean): Promise<RootProvider> {
  const { keys, environment, dataDirectory, databaseUrl } = configuration
  if (keys.kind === 'aws-kms') {
    return openAwsKms({ region: keys.region, ...(keys.endpoint ? { endpoint: keys.endpoint } : {}) })
  }
  const embedded = databaseUrl === undefined ? { databaseDirectory: join(dataDirectory, 'postgres') } : {}
  const place = { directory: keys.directory, environment, ...embedded }
  if (isNew && !existsSync(join(keys.directory, 'root.key'))) await createFileRoot(place)
  return new FileProvider(place)
}
