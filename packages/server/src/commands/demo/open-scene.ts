import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabases } from '../../app/open/open-database.ts'
import { type App, openApp } from '../../app.ts'
import { readConfiguration } from '../../config/index.ts'
import type { Logger } from '../../platform/logger.ts'
import { DAY_MS, DAYS } from './scene.ts'

export const freshDirectory = () => mkdtemp(join(tmpdir(), 'azukari-demo-'))

/**
 * A new environment with a clock of its own, which is set 31 days back before anything is written. No setting from outside is read: the demo must never
 * touch a database that somebody has.
 */
export async function openDemo(
  directory: string,
  port: string | undefined,
  log: Logger,
  onLost: () => void,
): Promise<App> {
  const configuration = readConfiguration(
    { data: directory, port: port ?? '0', environment: 'demo', injectedClock: true },
    {},
  )
  const databases = await openDatabases(configuration, log, onLost)
  try {
    await databases.moveClock?.(-DAYS * DAY_MS)
  } finally {
    await databases.close()
  }
  return await openApp({ configuration, log, policy: 'marketplace', onLost })
}
