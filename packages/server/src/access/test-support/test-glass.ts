import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { PeopleDeps } from '../../identity/index.ts'
import { breakGlassChecks } from '../emergencies/break-glass-checks.ts'
import { breakGlassKind } from '../emergencies/break-glass-kind.ts'
import { type AccessScene, accessScene } from './test-scene.ts'

/** Whom the machine's operator makes administrator. */
export const WHO = { name: 'Aoi Mori', userName: 'aoi.mori', email: 'aoi@example.com', locale: 'en' }

/** An access scene in which glass can be broken, and what the check measures of it. */
export async function glassScene(t: TestContext) {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const requests = { ...scene.requests, kinds: scene.requests.kinds.register(breakGlassKind()) }
  const people = peopleOf(scene)
  const measured = async () => {
    const [one] = breakGlassChecks
    return one?.measure({ read: db.app.across.read, clock: scene.clock })
  }
  const state = async () => (await measured())?.state
  const leave = (id: Buffer) =>
    db.owner.read.query({ text: `UPDATE identity.person SET state = 'left', left_ms = 1 WHERE id = $1` }, [
      id,
    ])
  return { db, ...scene, requests, people, measured, state, leave }
}

/** As much of the people's room as inviting somebody takes. */
function peopleOf(scene: AccessScene): PeopleDeps {
  const keyring = {
    tenant: async () => ({ zone: 'Asia/Tokyo', digestKey: () => Buffer.alloc(32, 1) }),
    seal: async (_tenant: number, _purpose: string, plaintext: Uint8Array) => Buffer.from(plaintext),
    unseal: async (_tenant: number, _purpose: string, sealed: Uint8Array) => Buffer.from(sealed),
  }
  const roles = {
    assign: async () => assert.fail('the roles are given by the command'),
    of: async () => new Map(),
  }
  const site = { origin: 'https://azukari.example' }
  return { ...scene.identity, keyring, roles, site } as unknown as PeopleDeps
}
