import type { Database } from '../../platform/db.ts'

/** What was written last is left standing for so long. */
const COARSE_MS = 600_000

// Skips keys that are being changed: a figure never waits for a revocation, nor stands in its way.
const SAVE = {
  name: 'identity-key-uses',
  text: `UPDATE identity.key k SET last_used_ms = free.ms FROM (
      SELECT k.tenant, k.id, used.ms FROM unnest($1::int[], $2::bytea[], $3::bigint[]) AS used(tenant, id, ms)
      JOIN identity.key k ON k.tenant = used.tenant AND k.id = used.id
      WHERE coalesce(k.last_used_ms < used.ms, true) FOR NO KEY UPDATE OF k SKIP LOCKED
    ) free WHERE k.tenant = free.tenant AND k.id = free.id`,
}

interface Use {
  readonly tenant: number
  readonly key: Buffer
  readonly ms: number
}

/**
 * When keys were last used, for the access review, to within ten minutes. It is a figure about uses that have entries of their own, so it is
 * written apart from them and makes none; a crash loses at most what was noted since the last `flush`.
 */
export class KeyUses {
  readonly #database: Database
  readonly #written = new Map<string, number>()
  #waiting = new Map<string, Use>()

  constructor(database: Database) {
    this.#database = database
  }

  note(tenant: number, key: Buffer, keyId: string, lastUsedMs: number | null, nowMs: number): void {
    const known = Math.max(lastUsedMs ?? 0, this.#written.get(keyId) ?? 0)
    if (nowMs - known < COARSE_MS) return
    this.#written.set(keyId, nowMs)
    this.#waiting.set(keyId, { tenant, key, ms: nowMs })
  }

  /** Writes what was noted. Called every minute or so, and when the program ends. */
  async flush(): Promise<void> {
    const uses = [...this.#waiting.values()]
    if (uses.length === 0) return
    this.#waiting = new Map()
    this.#written.clear()
    await this.#database.across.write(SAVE, [
      uses.map((u) => u.tenant),
      uses.map((u) => u.key),
      uses.map((u) => u.ms),
    ])
  }
}
