import { timingSafeEqual } from 'node:crypto'
import { Batcher } from '../../platform/batcher.ts'
import type { Connection } from '../../platform/client-certificate.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import type { PersonCaller } from '../acting.ts'
import { sessionOver } from '../errors.ts'
import type { SignInRules } from '../people/people-deps.ts'
import { BROWSER_COOKIE, readToken, SESSION_COOKIE, tokenHash } from './cookies.ts'
import { callerOf, isLive, type SessionRow, sessionsByHash, shownFor } from './session-row.ts'

export interface SessionsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly rules: () => Promise<SignInRules>
}

/** A use is written down when the last one written is older: a session may end so much before its idle limit, never after. */
const COARSE_MS = 20_000

const TOUCH = {
  name: 'identity-session-touch',
  text: `UPDATE identity.session SET seen_ms = $3 WHERE tenant = $1 AND id = $2 AND seen_ms < $3 AND ended_ms IS NULL`,
}

// On its own: everything that ends sessions holds the person first, so whoever holds a session must not wait for its person.
const TOUCH_PERSON = {
  name: 'identity-session-touch-person',
  text: 'UPDATE identity.person SET last_seen_ms = $3 WHERE tenant = $1 AND id = $2 AND coalesce(last_seen_ms < $3, true)',
}

/** Tells who holds a session's cookie. Asks the database each time: people are few, and a session that was ended has to be over at once. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #byHash: Batcher<Buffer, SessionRow | undefined>

  constructor(options: SessionsOptions) {
    this.#options = options
    // However many cookies nobody knows are tried, they share statements on one connection, and beyond a queue they are turned away.
    this.#byHash = new Batcher({
      slots: 1,
      sizeOf: () => 1,
      keysOf: () => [],
      retryAlone: () => false,
      maxWaiting: 2000,
      run: (hashes) => sessionsByHash(options.database.across.read, hashes),
    })
  }

  /**
   * The person behind a Cookie header. A session answers only together with the cookie of the browser it was begun in.
   * @param connection asked only for a session on a device that is known by a client certificate
   * @throws session_over (401): unknown, ended, idle, past its end, without its browser, of a person who is suspended or gone; certificate_needed (401)
   */
  async resolve(
    cookies: string | undefined,
    address: string,
    connection?: Connection,
  ): Promise<PersonCaller> {
    const row = await this.find(cookies)
    if (row === undefined) throw sessionOver('sign in again')
    const shown = row.certificate === null ? undefined : connection?.certificate
    return callerOf(row, address, shownFor(row, shown, this.#options.clock.now()))
  }

  /** The live session of a Cookie header, if there is one. */
  async find(cookies: string | undefined): Promise<SessionRow | undefined> {
    const { clock, rules } = this.#options
    const token = readToken(cookies, SESSION_COOKIE)
    const browser = readToken(cookies, BROWSER_COOKIE)
    if (token === undefined || browser === undefined) return undefined
    const found = await this.#byHash.submit(tokenHash(token))
    if (found === undefined || !timingSafeEqual(found.browser, tokenHash(browser))) return undefined
    const row = limited(found, await rules())
    const nowMs = clock.now()
    if (!isLive(row, nowMs)) return undefined
    if (nowMs - row.seen_ms < COARSE_MS) return row
    await this.#options.database.of(row.tenant).write(TOUCH, [row.tenant, row.id, nowMs])
    if (row.state === 'full')
      await this.#options.database.of(row.tenant).write(TOUCH_PERSON, [row.tenant, row.person, nowMs])
    return { ...row, seen_ms: nowMs }
  }
}

/** With the limits of the policy in force where they are stricter than those the session was begun with. */
function limited(row: SessionRow, rules: SignInRules): SessionRow {
  return {
    ...row,
    idle_ms: Math.min(row.idle_ms, rules.sessionIdleMs),
    until_ms: Math.min(row.until_ms, row.created_ms + rules.sessionAbsoluteMs),
  }
}
