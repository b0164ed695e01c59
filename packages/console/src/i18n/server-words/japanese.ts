import { denials } from './denials.ja.ts'
import { errorsOfRunning } from './errors-of-running.ja.ts'
import { errorsOfUse } from './errors-of-use.ja.ts'
import { figures } from './figures.ja.ts'
import { fixes } from './fixes.ja.ts'
import { passwords } from './passwords.ja.ts'
import { reasons } from './reasons.ja.ts'

/** What the server says in English, by the codes that stand for it; loaded when somebody reads Japanese. */
export const japanese: ServerWords = {
  errors: { ...errorsOfUse, ...errorsOfRunning },
  fixes,
  reasons,
  denials,
  passwords,
  figures,
}

type ByCode = Readonly<Record<string, string>>

export interface ServerWords {
  /** Titles of errors. */
  readonly errors: ByCode
  /** What to do about an error. */
  readonly fixes: ByCode
  /** Why a check does not hold. */
  readonly reasons: ByCode
  /** Why the decision says no. */
  readonly denials: ByCode
  /** Why a password is refused. */
  readonly passwords: ByCode
  /** What a check has counted. */
  readonly figures: ByCode
}
