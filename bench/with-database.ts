import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../packages/server/src/platform/logger.ts'
import { createDatabase } from '../packages/server/src/platform/postgres/create-database.ts'
import { startEmbedded } from '../packages/server/src/platform/postgres/embedded.ts'
import { connectionUrl } from '../packages/server/src/platform/postgres/transport.ts'

/** Does `work` beside a durable PostgreSQL of its own, which is gone with its directory afterwards. */
export async function withDatabase<T>(
  work: (directory: string, ownerUrl: string, postgresPid: number) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-bench-'))
  const postgres = await startEmbedded({ directory: join(directory, 'database'), log: silentLogger })
  try {
    await createDatabase(postgres.owner('postgres'), 'azukari')
    return await work(directory, connectionUrl(postgres.owner('azukari')), postgres.pid)
  } finally {
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
