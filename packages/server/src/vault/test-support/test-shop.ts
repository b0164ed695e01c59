import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { everything, type Process, type World, world } from '../../../test/world.ts'
import type { GrantScope } from '../../access/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { LoadedPolicy } from '../../policy/index.ts'
import type { PutResult } from '../put/put-record.ts'
import type { PutInput } from '../put/put-slot.ts'
import type { RevealResult } from '../reveal/reveal-record.ts'
import type { RevealInput } from '../reveal/reveal-slot.ts'

/** For tests only: a world with a service that may do everything to the orders, and short ways to say what it does. */
export interface Shop {
  readonly w: World
  readonly caller: Caller
  /** The same in the second tenant. */
  readonly other: Caller
  readonly grants: readonly GrantScope[]
  put(
    id: string,
    fields: PutInput['fields'],
    more?: Partial<PutInput> & { by?: Caller; on?: Process },
  ): Promise<PutResult>
  reveal(id: string, more?: Partial<RevealInput> & { by?: Caller; on?: Process }): Promise<RevealResult>
}

export async function shop(t: TestContext, policy?: LoadedPolicy | string): Promise<Shop> {
  const w = await world(t, policy)
  const grants = everything((await w.policy.load()).model, 'orders')
  const caller = await w.service(grants)
  return {
    w,
    caller,
    other: await w.service(grants, w.second),
    grants,
    put: (id, fields, { by = caller, on = w, ...more } = {}) =>
      on.putter.put(by, { collection: 'orders', id, fields, mode: 'replace', ...more }),
    reveal: (id, { by = caller, on = w, ...more } = {}) =>
      on.revealer.reveal(by, { collection: 'orders', id, purpose: 'fulfilment', ...more }),
  }
}

export const iso = (ms: number) => new Date(ms).toISOString()

/** That something is refused with this code. */
export async function refuses(code: string, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isAzukariError(error), String(error))
    assert.equal(error.code, code, error.detail)
    return true
  })
}

/** An entry without what is made anew for each. */
export const said = (entry: { readonly unmapped: { readonly detail?: Readonly<Record<string, unknown>> } }) =>
  entry.unmapped.detail ?? {}
