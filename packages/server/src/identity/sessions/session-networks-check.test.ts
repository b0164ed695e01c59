import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PeopleSite, peopleSite } from '../../../test/people/people-site.ts'
import { newId } from '../../platform/ids.ts'
import { sealFor } from '../people/profile.ts'
import { sessionsOnStaffNetworks } from './session-networks-check.ts'

const measureOf =
  ({ deps, w }: PeopleSite) =>
  async () => {
    const check = sessionsOnStaffNetworks(deps.keyring)
    const { state, figures } = await check.measure({ read: w.db.app.across.read, clock: w.clock })
    return [state, figures['sessions'], figures['outside']]
  }

async function letIn({ w }: PeopleSite, network: string, scope = 'staff', by = w.first): Promise<Buffer> {
  const id = newId(w.clock.ms)
  await w.db.owner.read.query(
    {
      text: `INSERT INTO identity.network (tenant, id, network, scope, made_ms, made_by, approved_by, request, unapproved)
             VALUES ($1, $2, $3, $4, $5, 'operator', NULL, NULL, 'operator')`,
    },
    [by.tenant, id, network, scope, w.clock.ms],
  )
  return id
}

/** Every session was begun from there. */
async function movedTo({ deps, w }: PeopleSite, address: string): Promise<void> {
  const rows = await w.db.owner.read.query<{ tenant: number; id: Buffer }>({
    text: 'SELECT tenant, id FROM identity.session',
  })
  for (const { tenant, id } of rows) {
    const origin = await sealFor(deps.keyring, tenant, id, 'session', JSON.stringify({ address, agent: 'x' }))
    await w.db.owner.read.query({ text: 'UPDATE identity.session SET origin = $2 WHERE id = $1' }, [
      id,
      origin,
    ])
  }
}

test('a live session that was begun outside the staff networks is found by its own address', async (t) => {
  const site = await peopleSite(t)
  const measure = measureOf(site)
  assert.deepEqual(await measure(), ['unknown', 0, 0])
  await site.setUp()
  await movedTo(site, '198.51.100.7')
  assert.deepEqual(await measure(), ['violated', 1, 1], 'no list is no staff network')
  await letIn(site, '198.51.100.0/24', 'all')
  await letIn(site, '198.51.100.0/24', 'staff', site.w.second)
  assert.deepEqual(
    await measure(),
    ['violated', 1, 1],
    'neither is the list for everybody, nor another tenant’s',
  )
  const office = await letIn(site, '198.51.100.0/24')
  assert.deepEqual(await measure(), ['satisfied', 1, 0])
  await movedTo(site, '::ffff:198.51.100.9')
  assert.deepEqual(await measure(), ['satisfied', 1, 0])
  await movedTo(site, '198.51.101.7')
  assert.deepEqual(await measure(), ['violated', 1, 1])
  await letIn(site, '198.51.101.7/32')
  assert.deepEqual(await measure(), ['satisfied', 1, 0])
  await movedTo(site, '198.51.100.7')
  const gone = `UPDATE identity.network SET removed_ms = 1, removed_by = 'operator' WHERE id = $1`
  await site.w.db.owner.read.query({ text: gone }, [office])
  assert.deepEqual(await measure(), ['violated', 1, 1])
  site.w.clock.ms += site.rules.sessionIdleMs
  assert.deepEqual(await measure(), ['satisfied', 0, 0], 'a session that is over acts from nowhere')
})
