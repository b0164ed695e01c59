import type { TestContext } from 'node:test'
import type { Database, Statement, Tx } from '../src/platform/db.ts'
import type { Caller } from '../src/platform/route.ts'
import { applyProposal, planPolicy, proposePolicy } from '../src/policy/index.ts'
import { around } from './around.ts'
import { policyOf, SMALL } from './small-policy.ts'
import { everything, type World, world } from './world.ts'

const STORED = { records: () => 1, values: () => 1, cells: () => 1 }

export const PERSON = {
  name: '山田 花子',
  email: 'hanako@example.jp',
  phone: '03-1234-5678',
  gift: 'ribbon',
  line1: '1-2-3',
  vat: 'T1',
  sku: 'A1',
}

/** The small policy with texts replaced; each has to be there. */
export function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((yaml, [from, to]) => {
    if (!yaml.includes(from)) throw new Error(`not in the policy: ${from}`)
    return yaml.replace(from, to)
  }, SMALL)
}

/** Another shape of the same records: gift is dropped, phone moves to tax, line1 becomes searchable, name no longer is, note is new. */
export const RESHAPED = changed(
  ["      gift: { class: contact, mask: { text: '[gift]' } }\n", ''],
  ['phone: { class: contact, normalise: phone', 'phone: { class: tax, normalise: phone'],
  ['line1: { class: address }', 'line1: { class: address, search: exact }\n      note: { class: address }'],
  ['name: { class: contact, search: exact, max_bytes: 200 }', 'name: { class: contact, max_bytes: 200 }'],
)

/** Puts a version in force as two people would, with records stored: what has to be accepted is, and beside it what is named. */
export async function applyOver(w: World, yaml: string, accepted: readonly string[] = []): Promise<number> {
  const deps = { database: w.db.app, writer: w.writer, clock: w.clock }
  const policy = policyOf(yaml)
  const { changes } = await planPolicy(w.db.app.across.read, policy, STORED)
  const required = changes.flatMap((c) => (c.accept?.required ? [c.accept.name] : []))
  const { id } = await proposePolicy(deps, policy, STORED, [...required, ...accepted], 'operator')
  return await applyProposal(deps, id, 'another person')
}

export interface MigrationScene {
  readonly w: World
  readonly caller: Caller
  put(id: string, fields?: Record<string, string>, events?: Record<string, number>): Promise<void>
  reveal(id: string, purpose: string): Promise<Record<string, unknown>>
  /** Due times of a record's keys by group name. */
  dues(id: string): Promise<Record<string, number | null>>
  /** Grants everything that the policy in force has. */
  grantAll(): Promise<void>
}

export async function migrationScene(t: TestContext): Promise<MigrationScene> {
  const w = await world(t)
  const caller = await w.service(everything((await w.policy.load()).model, 'orders'))
  return {
    w,
    caller,
    async put(id, fields = PERSON, events = {}) {
      const told = Object.entries(events).map(([event, ms]) => ({ event, at: new Date(ms).toISOString() }))
      await w.putter.put(caller, { collection: 'orders', id, fields, mode: 'merge', events: told })
    },
    async reveal(id, purpose) {
      return { ...(await w.revealer.reveal(caller, { collection: 'orders', id, purpose })).fields }
    },
    async dues(id) {
      const { numbers } = await w.policy.reload()
      const names = new Map(Object.entries(numbers.group).map(([name, n]) => [n, name]))
      const rows = await w.db.owner.read.query<{ grp: number; due_ms: number | null }>({
        text: `SELECT k.grp, k.due_ms FROM keys.record_key k JOIN vault.record r ON r.id = k.record
                 ORDER BY r.created_ms, r.id, k.grp`,
      })
      if (id !== 'only') throw new Error('one record')
      return Object.fromEntries(rows.map((r) => [names.get(r.grp) ?? '', r.due_ms]))
    },
    async grantAll() {
      for (const scope of everything((await w.policy.reload()).model, 'orders')) await w.grant(caller, scope)
    },
  }
}

/** A database that calls before each statement inside a transaction; to fail there, or to do something else first. */
export function watched(database: Database, before: (q: Statement) => void | Promise<void>): Database {
  return around(database, (on) => ({
    ...on,
    tx: (fn) =>
      on.tx((tx) => {
        const spied: Tx = {
          ...tx,
          query: async (q, values) => {
            await before(q)
            return await tx.query(q, values)
          },
        }
        return fn(spied)
      }),
  }))
}
