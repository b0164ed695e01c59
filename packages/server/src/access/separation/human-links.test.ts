import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { newId } from '../../platform/ids.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { type LinkSource, readLinks } from './human-links.ts'
import { mayApprove } from './may-approve.ts'

test('who is in a group of the directory does not approve what the group gains, and ways that go in a circle end', async (t) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const { tenant } = scene.by
  const [member, other] = [await scene.person('member'), await scene.person('other')]
  const group = newId(scene.clock.ms)
  await db.owner.read.query(
    {
      text: `WITH made AS (INSERT INTO identity.scim_group (tenant, id, attributes, version, created_ms, modified_ms) VALUES ($1, $2, '', 1, $4, $4))
             INSERT INTO identity.scim_member (tenant, in_group, person, added_ms) VALUES ($1, $2, $3, $4)`,
    },
    [tenant, group, member.caller.principal, scene.clock.ms],
  )
  const gaining = `sgr_${group.toString('hex')}`
  const may = async (approver: string, more: readonly LinkSource[] = []) => {
    const all = [approver, other.id, gaining]
    const links = await readLinks(db.app.of(tenant).read, tenant, all, scene.clock.ms, more)
    return mayApprove(approver, other.id, [gaining], links)
  }
  assert.deepEqual(await may(member.id), { ok: false, shared: [member.id] })
  const third = await scene.person('third')
  assert.deepEqual(await may(third.id), { ok: true })
  // Each stands in for the next, and the last for the first: the ways are walked to their end, once.
  const circle: LinkSource = async (_sql, _tenant, principals) =>
    principals.flatMap((from) => {
      const to = { [third.id]: other.id, [other.id]: third.id }[from]
      return to === undefined ? [] : [{ from, to, why: 'delegation' as const }]
    })
  const { ok } = await may(third.id, [circle])
  assert.equal(ok, false)
  assert.equal((await may(member.id, [circle])).ok, false)
})
