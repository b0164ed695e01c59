import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { passwordRefused } from '../errors.ts'
import { folded, type Profile } from '../people/profile.ts'
import type { BreachedPasswords } from './breached-passwords.ts'

export const LONGEST_PASSWORD = 256
/** Estimating takes time that grows faster than the text; what is good so far is good. */
const ESTIMATED = 72
/** Of 0 to 4: more than 10^8 guesses. */
const GOOD_SCORE = 3
const SHORTEST_PART = 4
const PRODUCT = 'azukari'

export interface PasswordRulesInput {
  readonly length: number
  readonly profile: Profile
  readonly breached: BreachedPasswords | undefined
  /** What whoever knows the company would try first. */
  readonly words?: readonly string[]
}

/**
 * Refuses what is short, easily guessed, common, breached, or made of the person's own name or the company's words. Nothing is asked of kinds of characters, and nothing
 * of what is refused is repeated (NIST SP 800-63B §3.1.1.2). Throws `password_refused`.
 */
export async function checkPassword(
  password: string,
  { length, profile, breached, words = [] }: PasswordRulesInput,
): Promise<void> {
  const normal = password.normalize('NFKC')
  const characters = [...normal].length
  if (characters < length) throw refused('too_short', `it has fewer than ${length} characters`, { length })
  if (characters > LONGEST_PASSWORD) {
    throw refused('too_long', `it has more than ${LONGEST_PASSWORD} characters`, { length: LONGEST_PASSWORD })
  }
  const own = ownParts(profile)
  const plain = squeezed(normal)
  if (own.some((part) => plain.includes(part))) {
    throw refused('own_name', 'it holds the name, user name or e-mail address of its person')
  }
  const context = contextParts(words)
  if (context.some((part) => plain.includes(part))) {
    throw refused('company_word', 'it holds a word of the company or of this program')
  }
  const { score } = (await estimator()).check(normal.slice(0, ESTIMATED), [...own, ...context])
  if (score < GOOD_SCORE) throw refused('easily_guessed', 'it is among the first that would be guessed')
  if (breached !== undefined && (await breached.has(normal))) {
    throw refused('breached', 'it is on the list of passwords that were stolen elsewhere')
  }
}

export const refused = (reason: string, detail: string, more: Record<string, number> = {}) =>
  passwordRefused(detail, {
    where: { pointer: '/password' },
    fix: 'take several words that do not belong together',
    extra: { reason, ...more },
  })

const squeezed = (text: string) => folded(text).replace(/[^\p{L}\p{N}]/gu, '')

function ownParts({ name, userName, email }: Profile): string[] {
  const [local = ''] = email.split('@')
  const texts = [name, userName, email, local, ...name.split(/\s+/), ...local.split(/[._+-]/)]
  return [...new Set(texts.map(squeezed))].filter((part) => [...part].length >= SHORTEST_PART)
}

/** The program's own name, and the company's words whole: those that it set itself may be short, as names are in some writings. */
function contextParts(words: readonly string[]): string[] {
  return [...new Set([PRODUCT, ...words].map(squeezed))].filter((part) => part !== '')
}

let made: Promise<ZxcvbnFactory> | undefined

// Its dictionaries are large and wanted only when somebody chooses a password.
function estimator(): Promise<ZxcvbnFactory> {
  made ??= (async () => {
    const { ZxcvbnFactory: Factory } = await import('@zxcvbn-ts/core')
    const { dictionary, adjacencyGraphs } = await import('@zxcvbn-ts/language-common')
    return new Factory({ dictionary, graphs: adjacencyGraphs })
  })()
  return made
}
