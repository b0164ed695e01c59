import { openFor, type PeopleKeys, sealFor } from '../people/profile.ts'

export const SIGN_ON_LIVES_MS = 10 * 60_000

/** What a sign-on that was begun has to find again when it comes back; sealed into a cookie, so that beginning one leaves nothing behind. */
export interface SignOnState {
  readonly provider: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** Where in the console to go afterwards. */
  readonly to: string
  readonly untilMs: number
  /** The session of who links this provider to their account. */
  readonly session: string | undefined
}

const NOBODY = Buffer.from('sign-on')

export async function sealState(keys: PeopleKeys, tenant: number, state: SignOnState): Promise<string> {
  return (await sealFor(keys, tenant, NOBODY, 'sign-on-state', JSON.stringify(state))).toString('base64url')
}

/** What `sealState` made; undefined for anything else, and after its time. */
export async function openState(
  keys: PeopleKeys,
  tenant: number,
  sealed: string | undefined,
  nowMs: number,
): Promise<SignOnState | undefined> {
  if (sealed === undefined || !/^[A-Za-z0-9_-]{40,4000}$/.test(sealed)) return undefined
  try {
    const bytes = await openFor(keys, tenant, NOBODY, 'sign-on-state', Buffer.from(sealed, 'base64url'))
    const state = JSON.parse(bytes.toString('utf8')) as SignOnState
    return nowMs < state.untilMs ? state : undefined
  } catch {
    return undefined
  }
}

/**
 * A place in the console, from a text that anyone may have written into a link: a path on this very origin, or `/`. What browsers read as another
 * host (`//host`, `/\host`, tabs and line ends that they leave out) is none.
 */
export function placeOf(text: string | undefined, origin: string): string {
  if (text === undefined || text.length > 512 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)) return '/'
  if (!URL.canParse(text, origin)) return '/'
  const url = new URL(text, origin)
  // `/.//host` is a path here, and another host once its dot is taken away.
  const own = url.origin === new URL(origin).origin && !url.pathname.startsWith('//')
  return own ? `${url.pathname}${url.search}${url.hash}` : '/'
}
