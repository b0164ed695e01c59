import type { TestContext } from 'node:test'
import { writerAround } from '../../test/around.ts'
import type { Process } from '../../test/world.ts'
import { type EraseOptions, eraseOwner, searchRecords } from '../vault/index.ts'
import { swept } from './test-sweep.ts'

export const EMAIL = 'h@example.jp'
export const PERSON = { name: 'Hanako', email: EMAIL, line1: 'Chiyoda' }

/** For tests only: a swept shop in which a data owner is erased and looked for, and servers that die. */
export async function erasing(t: TestContext) {
  const s = await swept(t)
  await s.w.grant(s.caller, { action: 'erase-owner', collection: 'orders' })
  const input = { collection: 'orders', subject: 'buyer', equals: EMAIL }
  const question = { collection: 'orders', field: 'email', equals: EMAIL, purpose: 'fulfilment' }
  return {
    ...s,
    erase: (on: Process = s.w, options: EraseOptions = {}) => eraseOwner(on.deps, s.caller, input, options),
    find: async (on: Process = s.w) => (await searchRecords(on.deps, s.caller, question)).ids,
    /** A writer whose transactions break at their commit, as a crash would, from the first that notes this on. */
    dying: (event: string) => {
      let dead = false
      return writerAround(s.w.writer, (work) => async (tx, entries) => {
        const add = (draft: Parameters<typeof entries.add>[0]) => {
          dead ||= draft.kind.name === event
          return entries.add(draft)
        }
        const done = await work(tx, { ...entries, add })
        if (dead) throw new Error('crash')
        return done
      })
    },
  }
}
