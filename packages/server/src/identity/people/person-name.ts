import type { ClauseOf } from '../../policy/index.ts'
import {
  emailInvalid,
  localeInvalid,
  personNameGeneric,
  personNameInvalid,
  userNameInvalid,
} from '../errors.ts'
import { isGenericPerson } from '../services/generic-names.ts'
import { withoutJoiners } from './joiners.ts'
import type { Profile } from './profile.ts'

const LONGEST_NAME = 100
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]/u
const TOWER_OF_MARKS = /\p{M}{4}/u
const USER_NAME = /^[a-z0-9](?:[a-z0-9._+@-]{1,126})[a-z0-9]$/
// A mailbox as people have them (RFC 5321 without quotes and address literals), in any script before the @.
const EMAIL =
  /^[^\s@<>()[\]\\,;:"]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u

/** What `checkProfile` throws. */
export const profileErrors = [personNameInvalid, userNameInvalid, emailInvalid, personNameGeneric] as const

/**
 * Checks what a person is called. A generic name is refused like a service's: an account that could be anybody's is nobody's own.
 * Throws `profileErrors`; none repeats what was given.
 */
export function checkProfile({ name, userName, email }: Profile, clauseOf: ClauseOf): Profile {
  const checked = {
    name: checkName(name, clauseOf),
    userName: userName.normalize('NFKC').trim().toLowerCase(),
    email: email.normalize('NFC').trim(),
  }
  if (!USER_NAME.test(checked.userName)) {
    throw userNameInvalid(
      'a user name has 3 to 128 of a to z, 0 to 9 and . _ + @ -, a letter or digit at both ends',
      { where: { pointer: '/userName' } },
    )
  }
  if (!EMAIL.test(checked.email) || checked.email.length > 254 || UNSEEN.test(checked.email)) {
    throw emailInvalid('an e-mail address has a name, an @ and a domain, and no blanks', {
      where: { pointer: '/email' },
      fix: 'write it as name@example.com',
    })
  }
  // What stands before the @ of a shared mailbox says as little as any other generic name.
  for (const [pointer, text] of [
    ['/userName', checked.userName],
    ['/email', checked.email],
  ] as const) {
    if (isGenericPerson(text.split('@')[0] ?? '')) throw generic(pointer, clauseOf)
  }
  return checked
}

export function checkName(text: string, clauseOf: ClauseOf): string {
  const name = text.normalize('NFC').trim()
  const length = [...name].length
  if (length < 1 || length > LONGEST_NAME) throw invalid(`a name has 1 to ${LONGEST_NAME} characters`)
  if (!name.isWellFormed() || UNSEEN.test(withoutJoiners(name)))
    throw invalid('a name has no invisible characters')
  if (!/\p{L}/u.test(name) || TOWER_OF_MARKS.test(name)) throw invalid('a name has letters')
  if (isGenericPerson(name)) throw generic('/name', clauseOf)
  return name
}

/** Throws `locale_invalid` for a time zone that this machine does not know. */
export function checkZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone === '' ? 'UTC' : zone
  } catch {
    throw localeInvalid('the time zone is not one of the IANA names', { where: { pointer: '/zone' } })
  }
}

const invalid = (detail: string) => personNameInvalid(detail, { where: { pointer: '/name' } })
const generic = (pointer: string, clauseOf: ClauseOf) =>
  personNameGeneric('a generic name is everybody’s, so nobody answers for it', {
    where: { pointer },
    extra: { clause: clauseOf('own-accounts') },
  })
