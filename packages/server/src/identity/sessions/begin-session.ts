import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import { sessionId } from '../people/person-id.ts'
import { sealFor } from '../people/profile.ts'
import { browserCookie, newToken, sessionCookie, tokenHash } from './cookies.ts'
import { browserOf, type RequestFrom } from './request-from.ts'

const MINUTE_MS = 60_000
/** With the first factor only there is nothing to do but give the second. */
const PENDING_MS = 10 * MINUTE_MS
const MOST_BROWSERS = 20
const LONGEST_AGENT = 256

export interface BeginSession {
  readonly tenant: number
  readonly person: Buffer
  readonly state: 'pending' | 'full'
  readonly amr: readonly string[]
  readonly from: RequestFrom
  /** The session this one takes the place of: its id is worth nothing afterwards. */
  readonly instead?: Buffer | undefined
  /** Keeps the end of the session before. */
  readonly untilMs?: number | undefined
  /** A pending session of somebody who has to add a factor first may take so long, in milliseconds. */
  readonly pendingMs?: number | undefined
  readonly provider?: string | undefined
}

export interface BegunSession {
  readonly id: string
  readonly key: Buffer
  /** For the reply: the session's cookie and the browser's. */
  readonly cookies: readonly string[]
}

export type SessionDeps = Pick<PeopleDeps, 'clock' | 'keyring' | 'rules'>

/** Begins a session with a secret of its own, always: nothing that a browser brought becomes one (session fixation). */
export async function beginSession(tx: Tx, deps: SessionDeps, input: BeginSession): Promise<BegunSession> {
  const { tenant, person, state, from } = input
  const nowMs = deps.clock.now()
  const { sessionIdleMs, sessionAbsoluteMs } = await deps.rules()
  const pendingMs = input.pendingMs ?? PENDING_MS
  const lastsMs = state === 'full' ? sessionAbsoluteMs : Math.min(pendingMs, sessionAbsoluteMs)
  const id = newId(nowMs)
  const token = newToken()
  const browser = browserOf(from)
  const agent = from.browser.userAgent?.slice(0, LONGEST_AGENT) ?? ''
  const origin = JSON.stringify({ address: from.address, agent })
  const before = input.instead === undefined ? undefined : await endOne(tx, tenant, input.instead, nowMs)
  // A session that goes on under another id still came through its provider, and is ended there too.
  const carriedOver = before?.person.equals(person) === true ? before.provider : null
  await tx.query(
    {
      text: `INSERT INTO identity.session (tenant, id, person, hash, state, amr, created_ms, seen_ms, idle_ms, until_ms, origin, browser, provider)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12)`,
    },
    [
      tenant,
      id,
      person,
      tokenHash(token),
      state,
      input.amr,
      nowMs,
      sessionIdleMs,
      Math.min(input.untilMs ?? Number.MAX_SAFE_INTEGER, nowMs + lastsMs),
      await sealFor(deps.keyring, tenant, id, 'session', origin),
      browser.hash,
      input.provider ?? carriedOver,
    ],
  )
  if (state === 'full') await rememberBrowser(tx, tenant, person, browser.hash, nowMs)
  return { id: sessionId(id), key: id, cookies: [sessionCookie(token), browserCookie(browser.token)] }
}

interface Ended {
  readonly person: Buffer
  readonly provider: string | null
}

async function endOne(tx: Tx, tenant: number, session: Buffer, nowMs: number): Promise<Ended | undefined> {
  const text = `UPDATE identity.session SET ended_ms = $3, ended_by = 'renewed' WHERE tenant = $1 AND id = $2 AND ended_ms IS NULL
    RETURNING person, provider`
  const [row] = await tx.query<Ended>({ text }, [tenant, session, nowMs])
  return row
}

/** From now on a stranger's wrong guesses do not close the account for this browser. */
async function rememberBrowser(tx: Tx, tenant: number, person: Buffer, hash: Buffer, nowMs: number) {
  await tx.query(
    {
      text: `INSERT INTO identity.browser (tenant, hash, person, created_ms, last_used_ms) VALUES ($1, $2, $3, $4, $4)
             ON CONFLICT (tenant, hash, person) DO UPDATE SET last_used_ms = $4`,
    },
    [tenant, hash, person, nowMs],
  )
  await tx.query(
    {
      text: `DELETE FROM identity.browser WHERE tenant = $1 AND person = $2 AND hash IN (SELECT hash FROM identity.browser
               WHERE tenant = $1 AND person = $2 ORDER BY last_used_ms DESC OFFSET ${MOST_BROWSERS})`,
    },
    [tenant, person],
  )
}
