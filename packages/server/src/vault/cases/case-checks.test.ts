import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY } from '../../../test/world.ts'
import { caseChecks, endCase, reviewCase } from '../../access/index.ts'
import { refuses } from '../test-support/test-shop.ts'
import { type Staff, staff } from '../test-support/test-staff.ts'

const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com' }

/** As the job that reads the log leaves it. */
async function logRead({ w }: Staff): Promise<void> {
  await w.db.owner.read.query({ text: 'UPDATE access.log_position SET read_ms = $1' }, [w.clock.ms])
}

async function measured({ w }: Staff): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const one of caseChecks) {
    const { state, figures } = await one.measure({ read: w.db.app.across.read, clock: w.clock })
    found[one.name] = { state, ...figures }
  }
  return found
}

test('cases that were used are reviewed in time, or it shows', async (t) => {
  const s = await staff(t)
  const { w, put, look, open, cases, owner } = s
  const reviewed = async () => {
    await logRead(s)
    return (await measured(s))['access.cases-reviewed']
  }
  await put('o-1', FIELDS)
  const id = await open()
  await open()
  await endCase(cases, owner, id)
  await w.setTime(w.clock.ms + 30 * DAY)
  assert.deepEqual(await reviewed(), { state: 'satisfied', cases: 2, waiting: 0, overdue: 0, objected: 0 })
  const used = await open()
  await look('o-1', used)
  await endCase(cases, owner, used)
  await w.setTime(w.clock.ms + 7 * DAY - 1)
  assert.deepEqual(await reviewed(), { state: 'satisfied', cases: 3, waiting: 1, overdue: 0, objected: 0 })
  await w.setTime(w.clock.ms + 1)
  assert.deepEqual(await reviewed(), { state: 'violated', cases: 3, waiting: 1, overdue: 1, objected: 0 })
  await reviewCase(cases, owner, used, { outcome: 'objected' })
  assert.deepEqual(await reviewed(), { state: 'satisfied', cases: 3, waiting: 0, overdue: 0, objected: 1 })
})

test('what staff were shown is counted from the log, not from what the decision let through', async (t) => {
  const s = await staff(t)
  const { w, put, look, open } = s
  assert.deepEqual(await measured(s), {
    'access.cases-reviewed': { state: 'unknown', behind: 0 },
    'access.staff-see-masked': { state: 'unknown', behind: 0 },
    'access.uses-within-grants': { state: 'unknown', behind: 0 },
  })
  await put('o-1', FIELDS)
  const id = await open({ cap: 1 })
  await look('o-1', id)
  await refuses('access_denied', look('o-1'))
  const sight = (caseId: string, shown: number) =>
    w.db.owner.read.query({ text: 'INSERT INTO access.staff_sight VALUES ($1, $2, $3, 1)' }, [
      w.first.tenant,
      caseId,
      shown,
    ])
  await sight(id, 1)
  await logRead(s)
  const masked = async () => (await measured(s))['access.staff-see-masked']
  assert.deepEqual(await masked(), {
    state: 'satisfied',
    shownInCases: 1,
    shownWithout: 0,
    casesBeyond: 0,
  })
  await sight('', 3)
  assert.deepEqual(await masked(), {
    state: 'violated',
    shownInCases: 1,
    shownWithout: 3,
    casesBeyond: 0,
  })
  await w.db.owner.read.query({ text: `DELETE FROM access.staff_sight WHERE case_id = ''` })
  await w.db.owner.read.query({ text: 'UPDATE access.staff_sight SET shown = 2' })
  assert.deepEqual(await masked(), {
    state: 'violated',
    shownInCases: 2,
    shownWithout: 0,
    casesBeyond: 1,
  })
  await w.db.owner.read.query({ text: 'UPDATE access.staff_sight SET shown = 1' })
  await sight(`cas_${'0'.repeat(32)}`, 1)
  assert.deepEqual(await masked(), {
    state: 'violated',
    shownInCases: 2,
    shownWithout: 0,
    casesBeyond: 1,
  })
})
