import { Jobs } from '../app/jobs/jobs.ts'
import { serveHttp } from '../app/serve/serve.ts'
import type { App } from '../app.ts'
import { openApp } from '../app.ts'
import { vkeyOf } from '../audit/index.ts'
import { loadConfiguration, type Options } from '../config/index.ts'
import { makeSetupLink, operatorCaller, setupUrl } from '../identity/index.ts'
import { isAzukariError } from '../platform/errors.ts'
import { createLogger } from '../platform/logger.ts'
import { say, sayJson } from './output.ts'

export interface ServeOptions extends Options {
  readonly policy?: string | undefined
  readonly json?: boolean | undefined
}

/** `azukari serve`: runs until it is told to stop; a second signal ends it at once. */
export async function serve(options: ServeOptions): Promise<void> {
  const configuration = await loadConfiguration(options)
  const log = createLogger(configuration.logLevel)
  const ended = Promise.withResolvers<string>()
  const app = await openApp({
    configuration,
    log,
    policy: options.policy,
    onLost: () => ended.resolve('database'),
  })
  const jobs = new Jobs(app)
  const http = await serveHttp(app).catch(async (error) => {
    // Else the database that was started goes on, and the process with it.
    await app.close()
    throw error
  })
  jobs.start()
  // Without TLS a hang-up ends the program, as it always does.
  if (configuration.tls) process.on('SIGHUP', () => void http.reloadTls())
  await announce(app, http.url, options.json === true)
  const reason = await Promise.race([ended.promise, stopSignal()])
  log.info('stopping', { code: reason })
  await http.close()
  await jobs.stop()
  await app.close()
  if (reason === 'database') process.exitCode = 69
}

async function announce(app: App, url: string, json: boolean): Promise<void> {
  const setup = await setupLink(app)
  const vkey = vkeyOf(app.signer)
  if (json) sayJson({ ready: true, url, vkey, ...(setup ? { setup } : {}) })
  else {
    say(`Azukari is ready at ${url}`)
    if (setup) {
      say('Nobody has access yet. This link makes the first administrator; it works once and for an hour:')
      say(`  ${setup}`)
    }
    say(`Verifier key of the log, to be kept where the log is not: ${vkey}`)
  }
}

/** A new one-time link on every start until one was used: a link printed to a lost terminal must not lock anyone out. */
async function setupLink(app: App): Promise<string | undefined> {
  try {
    const { token } = await makeSetupLink(app.identity, operatorCaller(app.tenant.tenant, app.tenant.id))
    // The name that passkeys are bound to, which an address of this machine is not.
    return setupUrl(app.people.site.origin, token)
  } catch (error) {
    if (isAzukariError(error, 'setup_closed')) return undefined
    throw error
  }
}

/** The first signal that asks the program to end; a second one ends it at once. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal)
        process.once(signal, () => process.exit(130))
      })
    }
  })
}
