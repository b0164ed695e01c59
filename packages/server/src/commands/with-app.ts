import { type App, openApp } from '../app.ts'
import { loadConfiguration, type Options } from '../config/index.ts'
import { createLogger } from '../platform/logger.ts'

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
