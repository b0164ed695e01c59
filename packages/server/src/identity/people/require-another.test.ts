import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { peopleSite } from '../../../test/people/people-site.ts'
import { asPerson } from '../../../test/people/program.ts'
import type { Caller } from '../../platform/route.ts'
import { createKey, createService } from '../index.ts'
import { requireAnother } from './require-another.ts'

async function scene(t: TestContext) {
  const site = await peopleSite(t)
  const { person } = await site.setUp()
  const self = asPerson(site, person)
  const service = async (name: string, owner: Caller, keyBy: Caller): Promise<Caller> => {
    const { id, principal } = await createService(site.deps, owner, { name })
    await createKey(site.deps, keyBy, { service: id })
    return { ...owner, principal, principalId: id, kind: 'service' }
  }
  const asks = (by: Caller) => site.w.db.app.across.tx((tx) => requireAnother(tx, by, self.principal))
  return { operator: site.w.first, self, service, asks }
}

test('nobody does it for their own account, with a service of theirs or one that they made a key of neither', async (t) => {
  const { operator, self, service, asks } = await scene(t)
  const own = { code: 'own_account_refused' }
  await assert.rejects(asks(self), own)
  await assert.rejects(asks(await service('desk', self, self)), own)
  await assert.rejects(asks(await service('mailer', self, operator)), own, 'their service, another’s key')
  await assert.rejects(asks(await service('reception', operator, self)), own, 'another’s service, their key')
})

test('anybody else may, and so may a service that is nobody’s here', async (t) => {
  const { operator, self, service, asks } = await scene(t)
  await asks(operator)
  await asks({ ...self, principal: Buffer.alloc(16, 1), principalId: `per_${'01'.repeat(16)}` })
  await asks(await service('reception', operator, operator))
})
