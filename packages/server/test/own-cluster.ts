import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { silentLogger } from '../src/platform/logger.ts'
import { type EmbeddedPostgres, startEmbedded } from '../src/platform/postgres/embedded.ts'

/** A private temporary directory, removed after the test. */
export async function temporaryDirectory(t: Pick<TestContext, 'after'>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-test-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** A cluster of the test's own, empty, for tests that change or break the server itself. */
export async function ownCluster(t: Pick<TestContext, 'after'>): Promise<EmbeddedPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-test-'))
  const server = await startEmbedded({ directory, log: silentLogger, durable: false, sharedBuffers: '16MB' })
  t.after(async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return server
}
