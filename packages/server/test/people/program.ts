import { createKey, createService } from '../../src/identity/index.ts'
import type { Caller } from '../../src/platform/route.ts'
import type { Action } from '../../src/policy/index.ts'
import type { PeopleSite } from './people-site.ts'
import type { TestBrowser } from './test-browser.ts'

/** A service with these actions in a tenant, made by somebody, as far as its requests go. */
export async function program(
  site: PeopleSite,
  actions: readonly Action[],
  by: Caller = site.w.first,
): Promise<TestBrowser> {
  const { id, principal } = await createService(site.deps, by, {
    name: `console of ${actions.join(' ')} ${by.tenant} ${by.principalId}`,
  })
  const { key } = await createKey(site.deps, by, { service: id })
  const to: Caller = { ...by, principal, principalId: id, kind: 'service' }
  for (const action of actions) await site.w.grant(to, { action })
  const browser = site.browser()
  browser.headers = { authorization: `Bearer ${key}` }
  return browser
}

/** A person as whoever calls, without a session. */
export function asPerson(site: PeopleSite, person: string): Caller {
  const principal = Buffer.from(person.slice('per_'.length), 'hex')
  return { ...site.w.first, principal, principalId: person, kind: 'person' }
}
