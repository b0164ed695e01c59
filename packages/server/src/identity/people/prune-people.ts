import type { Database } from '../../platform/db.ts'
import { FORGOTTEN_MS } from '../sign-in/throttle.ts'

const SESSIONS_KEPT_MS = 30 * 86_400_000

/**
 * Lets go of what has served its time: counters nobody added to for a day, challenges past their end, sessions over for a month. None of it decides
 * anything any more, so it makes no entry. Answers how many rows went.
 */
export async function prunePeople(database: Database, nowMs: number): Promise<number> {
  const statements = [
    ['DELETE FROM identity.throttle WHERE last_ms < $1 AND until_ms < $1 RETURNING 1', nowMs - FORGOTTEN_MS],
    ['DELETE FROM identity.used_once WHERE until_ms < $1 RETURNING 1', nowMs],
    ['DELETE FROM identity.session WHERE until_ms < $1 RETURNING 1', nowMs - SESSIONS_KEPT_MS],
  ] as const
  let gone = 0
  for (const [text, beforeMs] of statements)
    gone += (await database.across.write({ text }, [beforeMs])).length
  return gone
}
