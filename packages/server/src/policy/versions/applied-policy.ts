import type { Database, Sql } from '../../platform/db.ts'
import { type ClauseOf, clauseOf } from '../clause-of.ts'
import { noPolicy, noPolicyThen } from '../errors.ts'
import type { PolicyModel } from '../model.ts'
import { type Numbers, readNumbers } from './numbers.ts'
import { type PolicyHistory, readHistory } from './rule-history.ts'

/** A policy version in force: what ran, and the numbers its names have in stored rows. */
export interface AppliedPolicy {
  readonly version: number
  readonly digest: string
  readonly appliedMs: number
  readonly model: PolicyModel
  readonly numbers: Numbers
  readonly history: PolicyHistory
}

interface VersionRow {
  version: number
  digest: Buffer
  applied_ms: number
  model: PolicyModel
}

/** The version in force, or the one that was in force at a past instant. Throws `no_policy`, or `no_policy_then` for a past instant, when there was none. */
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
  if (!row && atMs !== undefined) throw noPolicyThen('the first version was applied later')
  if (!row)
    throw noPolicy('no policy version is in force', { fix: 'apply one: azukari apply policies/marketplace' })
  const numbers = await readNumbers(sql)
  const history = await readHistory(sql, row.version)
  return {
    version: row.version,
    digest: row.digest.toString('hex'),
    appliedMs: row.applied_ms,
    model: row.model,
    numbers,
    history,
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

  /** The clause of the version last read; undefined until the first `load`. */
  readonly clauseOf: ClauseOf = (promised) =>
    this.#applied === undefined ? undefined : clauseOf(this.#applied.model, promised)

  async load(): Promise<AppliedPolicy> {
    return this.#applied ?? (await this.reload())
  }

  reload(): Promise<AppliedPolicy> {
    this.#loading ??= this.#read()
      .then((applied) => {
        this.#applied = applied
        return applied
      })
      .finally(() => {
        this.#loading = undefined
      })
    return this.#loading
  }

  /** A version never changes: the one that is held and still in force is not read again. */
  async #read(): Promise<AppliedPolicy> {
    const { read } = this.#database.across
    const [row] = await read.query<{ version: number }>({
      name: 'policy-current',
      text: 'SELECT version FROM policy.current',
    })
    return this.#applied && row?.version === this.#applied.version
      ? this.#applied
      : await readAppliedPolicy(read)
  }
}
