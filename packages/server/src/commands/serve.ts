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
  /** Voids a set-up link that is out, and prints another. */
  readonly newSetupLink?: boolean | undefined
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
  await announce(app, http.url, options)
  const reason = await Promise.race([ended.promise, stopSignal()])
  log.info('stopping', { code: reason })
  await http.close()
  await jobs.stop()
  await app.close()
  if (reason === 'database') process.exitCode = 69
}

async function announce(app: App, url: string, { json, newSetupLink }: ServeOptions): Promise<void> {
  const { setup, untilMs } = await setupLink(app, newSetupLink)
  const until = untilMs === undefined ? undefined : new Date(untilMs).toISOString()
  const vkey = vkeyOf(app.signer)
  if (json)
    sayJson({ ready: true, url, vkey, ...(setup ? { setup } : {}), ...(until ? { setupUntil: until } : {}) })
  else {
    say(`Azukari is ready at ${url}`)
    if (setup) {
      say('Nobody has access yet. This link makes the first administrator; it works once and for an hour:')
      say(`  ${setup}`)
    }
    if (until) {
      say(
        `Nobody has access yet. The link for the first administrator is out, or in use, until ${until}; it is shown once only.`,
      )
      say('Where it is lost, start with --new-setup-link: that voids it and prints another.')
    }
    say(`Verifier key of the log, to be kept where the log is not: ${vkey}`)
  }
}

/**
 * The one-time link; or, where one is good or in use, until when. It may be another server's on the same database that printed it, so a start by itself voids
 * none: one that went to a lost terminal is replaced when somebody says so, or once its hour is over.
 */
async function setupLink(app: App, replace = false): Promise<{ setup?: string; untilMs?: number }> {
  try {
    const by = operatorCaller(app.tenant.tenant, app.tenant.id)
    const { token } = await makeSetupLink(app.identity, by, { replace })
    // The name that passkeys are bound to, which an address of this machine is not.
    return { setup: setupUrl(app.people.site.origin, token) }
  } catch (error) {
    if (isAzukariError(error, 'setup_closed')) return {}
    if (!isAzukariError(error, 'setup_link_out')) throw error
    const { untilMs } = error.extra ?? {}
    return typeof untilMs === 'number' ? { untilMs } : {}
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
