import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { systemClock } from '../clock.ts'
import type { AcrossSql } from '../db.ts'
import { databaseTransportCheck } from './transport-check.ts'

test('connections by socket or loopback satisfy the check, and it counts them', async (t) => {
  const { app } = await testDatabase(t)
  const measured = await databaseTransportCheck.measure({ read: app.across.read, clock: systemClock })
  assert.equal(measured.state, 'satisfied')
  assert.ok(Number(measured.figures['connections']) >= 1)
})

// A remote plaintext connection cannot be had on one machine; what the server would say of one can.
const says = (row: Record<string, number>): AcrossSql => ({ across: true, query: async () => [row as never] })

test('one plaintext connection from elsewhere, or an old TLS, violates it; none at all is unknown', async () => {
  const state = async (row: Record<string, number>) =>
    (await databaseTransportCheck.measure({ read: says(row), clock: systemClock })).state
  assert.equal(await state({ all: 9, open: 1, oldTls: 0 }), 'violated')
  assert.equal(await state({ all: 9, open: 0, oldTls: 1 }), 'violated')
  assert.equal(await state({ all: 0, open: 0, oldTls: 0 }), 'unknown')
})
