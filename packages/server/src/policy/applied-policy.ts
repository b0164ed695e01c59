import type { Database, Sql } from '../platform/db.ts'
import { noPolicy } from './errors.ts'
import type { PolicyModel } from './model.ts'
import { type Numbers, readNumbers } from './numbers.ts'

/** A policy version in force: what ran, and the numbers its names have in stored rows. */
export interface AppliedPolicy {
  readonly version: number
  readonly digest: string
  readonly appliedMs: number
  readonly model: PolicyModel
  readonly numbers: Numbers
}

interface VersionRow {
  version: number
  digest: Buffer
  applied_ms: number
  model: PolicyModel
}

/** The version in force, or the one that was in force at a past instant. Throws `no_policy` when there was none. */
export async function readAppliedPolicy(sql: Sql, atMs?: number): Promise<AppliedPolicy> {
  const [row] =
    atMs === undefined
      ? await sql.query<VersionRow>({
          text: 'SELECT v.version, digest, applied_ms, model FROM policy.version v JOIN policy.current c ON c.version = v.version',
        })
      : await sql.query<VersionRow>(
          {
            text: 'SELECT version, digest, applied_ms, model FROM policy.version WHERE applied_ms <= $1 ORDER BY version DESC LIMIT 1',
          },
          [atMs],
        )
  if (!row)
    throw noPolicy('no policy version is in force', { fix: 'apply one: azukari apply policies/marketplace' })
  const numbers = await readNumbers(sql)
  return {
    version: row.version,
    digest: row.digest.toString('hex'),
    appliedMs: row.applied_ms,
    model: row.model,
    numbers,
  }
}

/** Holds the version in force for the hot path. Statements compare its number and call `reload` on a mismatch. */
export class PolicyInForce {
  readonly #database: Database
  #applied: AppliedPolicy | undefined
  #loading: Promise<AppliedPolicy> | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** The version last read; undefined until the first `load`. */
  get peek(): AppliedPolicy | undefined {
    return this.#applied
  }

  async load(): Promise<AppliedPolicy> {
    return this.#applied ?? (await this.reload())
  }

  reload(): Promise<AppliedPolicy> {
    this.#loading ??= readAppliedPolicy(this.#database.read)
      .then((applied) => {
        this.#applied = applied
        return applied
      })
      .finally(() => {
        this.#loading = undefined
      })
    return this.#loading
  }
}
