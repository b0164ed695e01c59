import type { Profile } from '../people/profile.ts'
import { invalid } from './errors.ts'
import { isObject, listOf } from './evaluate-filter.ts'
import type { Resource } from './schema.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/**
 * What the room has to know of a user: the name that is shown, the user name, and the address, which is the primary one, else the first for work,
 * else the first. Where a directory sends none, a user name that is one will do; otherwise it is empty.
 */
export function profileOfUser(user: Resource): Profile {
  const userName = text(user.userName)
  if (userName === undefined) throw invalid('invalidValue', 'userName is missing')
  const name = isObject(user.name) ? user.name : {}
  const parts = [text(name.givenName), text(name.familyName)].filter((part) => part !== undefined)
  const joined = parts.length > 0 ? parts.join(' ') : undefined
  return {
    name: text(user.displayName) ?? text(name.formatted) ?? joined ?? userName,
    userName,
    email: addressOf(user) ?? (userName.includes('@') ? userName : ''),
  }
}

function addressOf(user: Resource): string | undefined {
  const emails = listOf(user.emails).filter(isObject)
  const chosen =
    emails.find((email) => email.primary === true) ??
    emails.find((email) => email.type === 'work') ??
    emails[0]
  return text(chosen?.value)
}

/** Language tag and zone as the directory has them; whether they are known here is for the room to say. */
export function placeOfUser(user: Resource) {
  return { locale: text(user.preferredLanguage) ?? text(user.locale), zone: text(user.timezone) }
}
