import { existsSync } from 'node:fs'
import { type App, openApp } from '../app.ts'
import { loadConfiguration, type Options } from '../config/index.ts'
import { defineError } from '../platform/errors.ts'
import { createLogger } from '../platform/logger.ts'

const dataDirectoryMissing = defineError('data_directory_missing', 404, 'There is no such data directory')

/** As `withApp`, for what looks at, or changes, what is there: a mistyped directory is told (`data_directory_missing`), not made and found to be in order. */
export async function withKept<T>(options: Options, work: (app: App) => Promise<T>): Promise<T> {
  const { dataDirectory, databaseUrl } = await loadConfiguration(options)
  if (databaseUrl === undefined && !existsSync(dataDirectory))
    throw dataDirectoryMissing(`nothing is at ${dataDirectory}`, { fix: 'name it with --data' })
  return await withApp(options, work)
}

/**
 * Opens a local data directory for one command, as the machine's operator, and closes it whatever happens. A directory that a server is using is
 * refused with `data_directory_in_use`: talk to the server then.
 */
export async function withApp<T>(options: Options, work: (app: App) => Promise<T>): Promise<T> {
  const configuration = await loadConfiguration(options)
  const log = createLogger(configuration.logLevel === 'info' ? 'warn' : configuration.logLevel)
  const app = await openApp({ configuration, log })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
