import type { Sql } from '../../platform/db.ts'
import { look } from './pending-batch.ts'

const UNSIGNED = {
  name: 'audit-unsigned',
  text: `SELECT n * 256 + length(hashes) / 32 > coalesce((SELECT max(size) FROM audit.checkpoint), 0) AS unsigned
    FROM audit.tile WHERE level = 0 ORDER BY n DESC LIMIT 1`,
}

/** Watches the term for a sequencer that does not hold it. Counts looks, not time: a clock that jumps takes nothing over. */
export class Standby {
  readonly #sql: Sql
  readonly #looks: number
  #term: number | undefined
  #idle = 0

  constructor(sql: Sql, looks: number) {
    this.#sql = sql
    this.#looks = looks
  }

  reset(): void {
    this.#term = undefined
    this.#idle = 0
  }

  /** The term to take over, once work has been waiting for so many looks and the term stood still; undefined before. */
  async look(): Promise<number | undefined> {
    const { term, waits } = await look(this.#sql)
    const work = waits || (await this.#unsigned())
    this.#idle = work && term === this.#term ? this.#idle + 1 : 0
    this.#term = term
    return this.#idle >= this.#looks ? term : undefined
  }

  async #unsigned(): Promise<boolean> {
    const [row] = await this.#sql.query<{ unsigned: boolean }>(UNSIGNED)
    return row?.unsigned ?? false
  }
}
