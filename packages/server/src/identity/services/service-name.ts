import type { ClauseOf } from '../../policy/index.ts'
import { serviceNameGeneric, serviceNameInvalid } from '../errors.ts'
import { withoutJoiners } from '../people/joiners.ts'
import { isGenericName } from './generic-names.ts'

const SHORTEST = 2
const LONGEST = 64
// Letters, marks, digits, the plain space and a few signs. Leaves out control and format characters, what turns the direction of text, look-alike
// blanks, and `@`: an address is a person's.
const ALLOWED = /^[\p{L}\p{M}\p{N} \-_.,'()&+/#:・]+$/u
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u
const TOWER_OF_MARKS = /\p{M}{4}/u
const LATIN = /\p{Script=Latin}/u
const LOOKS_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}]/u

/**
 * Checks the name of a service and answers the form in which it must be the only one in its tenant. Errors say which rule was broken and never
 * repeat the name. Throws `service_name_invalid`, `service_name_generic`.
 */
export function checkServiceName(name: string, clauseOf: ClauseOf): string {
  const problem = problemOf(name)
  if (problem !== undefined) {
    throw serviceNameInvalid(problem, {
      where: { pointer: '/name' },
      fix: 'name it after what it does: label printer',
    })
  }
  if (isGenericName(name)) {
    throw serviceNameGeneric('a generic name is everybody’s, so nobody answers for it', {
      where: { pointer: '/name' },
      fix: 'name it after what it does, and say whose it is: label printer Osaka',
      extra: { clause: clauseOf('own-accounts') },
    })
  }
  return withoutJoiners(name)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
}

function problemOf(name: string): string | undefined {
  const length = [...name].length
  if (length < SHORTEST || length > LONGEST) return `a name has ${SHORTEST} to ${LONGEST} characters`
  if (!name.isWellFormed() || name !== name.normalize('NFC')) return 'a name is Unicode in normal form C'
  const seen = withoutJoiners(name)
  if (UNSEEN.test(seen)) return 'a name has no invisible characters'
  if (!ALLOWED.test(seen)) return "a name has letters, digits, single spaces and - _ . , ' ( ) & + / # : ・"
  if (name !== name.trim() || name.includes('  ')) return 'a name has no blanks around it and no two in a row'
  if (!/\p{L}/u.test(name)) return 'a name has a letter'
  if (TOWER_OF_MARKS.test(name)) return 'a name has no letter with so many marks'
  if (name.split(/[^\p{L}\p{M}]+/u).some((word) => LATIN.test(word) && LOOKS_LATIN.test(word))) {
    return 'a word is not written in two alphabets'
  }
  return undefined
}
