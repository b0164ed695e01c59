import type { Connection } from '../../platform/client-certificate.ts'
import type { Browser, Caller, RouteAccess } from '../../platform/route.ts'
import { credentialsAmbiguous, personNeeded, secondFactorNeeded, sessionMissing } from '../errors.ts'
import type { Authenticator } from '../keys/authenticate.ts'
import { bearerKey } from '../keys/service-key.ts'
import { readCookie, SESSION_COOKIE } from './cookies.ts'
import { requireSameOrigin } from './same-origin.ts'
import type { Sessions } from './sessions.ts'

/** What decides who calls. */
export interface CallAttempt {
  readonly authorization: string | undefined
  readonly address: string
  readonly method: string
  readonly access: RouteAccess
  readonly browser: Browser | undefined
  readonly connection?: Connection
}

/** The one place that decides who a caller is: a service by its key, or a person by the session's cookie. */
export class Callers {
  readonly #authenticator: Authenticator
  readonly #sessions: Sessions

  constructor(authenticator: Authenticator, sessions: Sessions) {
    this.#authenticator = authenticator
    this.#sessions = sessions
  }

  /**
   * @throws what `Authenticator.authenticate` and `Sessions.resolve` throw; credentials_ambiguous (400); cross_site_refused,
   * second_factor_needed, person_needed (403); session_missing, certificate_needed (401)
   */
  resolve(attempt: CallAttempt): Caller | Promise<Caller> {
    const { browser, authorization, access } = attempt
    if (browser !== undefined && readCookie(browser.cookie, SESSION_COOKIE) !== undefined) {
      if (authorization !== undefined) {
        throw credentialsAmbiguous('the request has both a key and a session’s cookie', { fix: 'send one' })
      }
      return this.#person(attempt, browser)
    }
    const forPeople = access === 'session' || access === 'pending'
    if (forPeople && authorization === undefined) throw sessionMissing('sign in first')
    const found = this.#authenticator.authenticate(bearerKey(authorization), attempt.connection)
    if (found instanceof Promise) {
      return found.then(({ caller }) => (forPeople ? refuseService() : caller))
    }
    return forPeople ? refuseService() : found.caller
  }

  async #person({ method, access, address, connection }: CallAttempt, browser: Browser): Promise<Caller> {
    if (method !== 'GET' && method !== 'HEAD') requireSameOrigin(browser)
    const caller = await this.#sessions.resolve(browser.cookie, address, connection)
    if (caller.session.state === 'pending' && access !== 'pending') {
      throw secondFactorNeeded('signed in with the first factor only')
    }
    return caller
  }
}

function refuseService(): never {
  throw personNeeded('a service’s key does not open it')
}
