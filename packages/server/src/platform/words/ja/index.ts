import type { Catalogue } from '../catalogue.ts'
import { access } from './access.ts'
import { commands } from './commands.ts'
import { http } from './http.ts'
import { identityMachines } from './identity-machines.ts'
import { identityPeople } from './identity-people.ts'
import { keysAndLog } from './keys-and-log.ts'
import { ownReasons } from './own-reasons.ts'
import { policyFixes } from './policy-fixes.ts'
import { policyProblems } from './policy-problems.ts'
import { reasons } from './reasons.ts'
import { titlesOfRunning } from './titles-of-running.ts'
import { titlesOfUse } from './titles-of-use.ts'
import { vault } from './vault.ts'
import { phrases, vocabulary } from './vocabulary.ts'

/** Every list of sentences; no sentence is in two of them. */
export const catalogues: readonly Catalogue[] = [
  access,
  commands,
  http,
  identityMachines,
  identityPeople,
  keysAndLog,
  policyFixes,
  policyProblems,
  vault,
  vocabulary,
]

type ByCode = Readonly<Record<string, string>>

export interface Words {
  /** Of errors. */
  readonly titles: ByCode
  /** Why a check does not hold. */
  readonly reasons: ByCode
  readonly sentences: Catalogue
  readonly phrases: Catalogue
  readonly ownReasons: Catalogue
}

export const japanese: Words = {
  titles: { ...titlesOfUse, ...titlesOfRunning },
  reasons,
  sentences: Object.assign({}, ...catalogues),
  phrases,
  ownReasons,
}
