import { hash } from 'node:crypto'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { signInRefused, signInThrottled } from '../errors.ts'
import { accountLocked, signInRefusedEntry } from '../events.ts'
import type { PeopleDeps } from '../people/people-deps.ts'
import type { RequestFrom } from '../sessions/request-from.ts'
import { type Attempt, type Counted, countAttempt } from './throttle.ts'

/** What somebody who is not signed in yet tries. */
export interface Trying {
  readonly tenant: number
  readonly tenantId: string
  /** `password`, `totp` …: told in the entry, never to the caller. */
  readonly what: string
  readonly counted: readonly Counted[]
  /** What points at whom it was about, committed to in the entry. */
  readonly people: Readonly<Record<string, Uint8Array>>
  readonly from: RequestFrom
}

/** Counts an attempt, with the entry of a lock that begins. Throws `sign_in_throttled`, which is counted and has no entry of its own. */
export async function tryOnce(deps: PeopleDeps, trying: Trying): Promise<Attempt> {
  try {
    const { value } = await deps.writer.transaction(trying.tenant, async (tx, entries) => {
      const attempt = await countAttempt(tx, deps, trying.tenant, trying.counted)
      for (const what of attempt.closes) {
        entries.add({ kind: accountLocked, outcome: 'success', ...about(trying), detail: { what } })
      }
      return attempt
    })
    return value
  } catch (error) {
    if (isAzukariError(error, signInThrottled.code)) {
      deps.refused(error.code, `sign-in.${trying.what}`, trying.from.address)
    }
    throw error
  }
}

/** Writes down a refusal and throws it. What was wrong stands nowhere but in the entry. */
export async function refuseSignIn(deps: PeopleDeps, trying: Trying, reason: string): Promise<never> {
  await deps.writer.transaction(trying.tenant, async (_tx, entries) => {
    const detail = { what: trying.what, reason }
    entries.add({ kind: signInRefusedEntry, outcome: 'failure', ...about(trying), detail })
  })
  throw signInRefused('sign-in was refused', { fix: 'check what was typed, or ask for a new invitation' })
}

function about({ tenant, tenantId, people, from }: Trying) {
  // As for callers nobody knows: an address points at a person, so it is committed to.
  const address = hash('sha256', from.address, 'buffer')
  const nobody: Caller = {
    tenant,
    tenantId,
    principal: Buffer.alloc(0),
    principalId: 'unknown',
    kind: 'service',
  }
  return entryBy(nobody, { ...people, address })
}
