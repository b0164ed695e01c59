import type { App } from '../../app.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { formatId } from '../../platform/ids.ts'
import { KEY_ROTATION, rotationOf } from './key-rotation-kind.ts'
import { rotateKeys } from './rotate-keys.ts'

interface Waiting {
  readonly tenant: number
  readonly id: Buffer
  readonly payload: unknown
}

/**
 * Renews the keys whose renewal was approved and has not run, one after the other, on one server at a time. Answers how many.
 *
 * A crash in the middle leaves the request without an effect and old and new keys side by side, both good: the next round goes on. What cannot
 * be renewed, such as a bucket that has ended, is kept as failed.
 */
export async function runApprovedRotations(app: App): Promise<number> {
  const { app: database } = app.databases
  const text = `SELECT tenant, id, payload FROM access.request
                WHERE kind = $1 AND state = 'approved' AND effect IS NULL ORDER BY decided_ms, id LIMIT 20`
  if ((await database.across.read.query({ text }, [KEY_ROTATION])).length === 0) return 0
  // The lock is held by a transaction that does nothing else, and goes with its connection.
  return database.across.tx(async (lock) => {
    const [held] = await lock.query<{ mine: boolean }>({
      text: `SELECT pg_try_advisory_xact_lock(hashtextextended('keys.rotate', 0)) AS mine`,
    })
    if (held?.mine !== true) return 0
    const waiting = await lock.query<Waiting>({ text }, [KEY_ROTATION])
    for (const request of waiting) await runOne(app, request)
    return waiting.length
  })
}

async function runOne(app: App, { tenant, id, payload }: Waiting): Promise<void> {
  const { app: database } = app.databases
  const finish = (effect: object) =>
    database.across.write({ text: 'UPDATE access.request SET effect = $3 WHERE tenant = $1 AND id = $2' }, [
      tenant,
      id,
      JSON.stringify(effect),
    ])
  try {
    const by = { actor: 'system', request: formatId('req', id) }
    const { done } = await rotateKeys(app, rotationOf(payload, tenant), () => {}, by)
    await finish({ keys: done, finished: new Date(app.clock.now()).toISOString() })
  } catch (error) {
    // The provider being away ends by itself; anything that was asked for wrongly does not.
    if (!isAzukariError(error) || error.status >= 500) throw error
    await finish({ failed: error.code })
  }
}
