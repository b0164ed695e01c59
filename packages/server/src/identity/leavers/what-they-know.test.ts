import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BEN, join } from '../../../test/people/invited.ts'
import { peopleSite } from '../../../test/people/people-site.ts'
import { parseId } from '../../platform/ids.ts'
import { createKey } from '../keys/create-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { makePasswordReset } from '../passwords/make-reset.ts'
import { invitePerson } from '../people/invite-person.ts'
import { personCaller } from '../people/person-id.ts'
import { createScimToken } from '../scim/scim-tokens.ts'
import { createService } from '../services/create-service.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { offBoardPerson } from './off-board.ts'

async function scene(t: Parameters<typeof peopleSite>[0]) {
  const site = await peopleSite(t)
  const { w } = site
  const deps: LeaverDeps = {
    ...site.deps,
    elsewhere: async () => ['mail'],
    tasksDueMs: async (leftMs) => leftMs + 86_400_000,
    endAccess: async () => ({}),
  }
  const ready = await site.setUp()
  const of = (id: string) => personCaller(w.first.tenant, w.first.tenantId, parseId('per', id))
  const ben = await invitePerson(site.deps, w.first, BEN)
  await join(site, ben.link)
  const leaves = async (person: string) => {
    const { tasks, ended } = await offBoardPerson(deps, w.first, { person, source: 'people' })
    return { tasks: tasks.map(({ system }) => system), ended }
  }
  return { site, w, aiko: of(ready.person), ben: of(ben.person), leaves }
}

test('a key that somebody made for another’s service goes on, and replacing it is a task when they leave', async (t) => {
  const { site, aiko, ben, leaves } = await scene(t)
  const service = await createService(site.deps, aiko, { name: 'label printer south' })
  await createKey(site.deps, ben, { service: service.id })
  assert.deepEqual((await leaves(ben.principalId)).tasks, ['mail', 'service-keys'])
})

test('one that opens nothing any more is no task', async (t) => {
  const { site, aiko, ben, leaves } = await scene(t)
  const service = await createService(site.deps, aiko, { name: 'label printer south' })
  const { id } = await createKey(site.deps, ben, { service: service.id })
  await revokeKey(site.deps, aiko, id)
  assert.deepEqual((await leaves(ben.principalId)).tasks, ['mail'])
})

test('a link that resets the password of somebody who leaves is over, whoever they are when they come back', async (t) => {
  const { site, w, ben, leaves } = await scene(t)
  const { link } = await makePasswordReset(site.deps, w.first, ben.principalId)
  const { ended } = await leaves(ben.principalId)
  assert.equal(ended['password_resets'], 1)
  // As a directory takes somebody back.
  await w.db.owner.read.query({ text: `UPDATE identity.person SET state = 'active', left_ms = NULL` })
  const answer = await site.browser().post('/password-resets/options', { token: new URL(link).hash.slice(1) })
  assert.equal(answer.body.code, 'reset_invalid')
})

test('a token of the directory that somebody made opens nothing from the moment they leave', async (t) => {
  const { site, w, ben, leaves } = await scene(t)
  await createScimToken(site.deps, ben, { title: 'Company directory' })
  assert.equal((await leaves(ben.principalId)).ended['scim_tokens'], 1)
  assert.equal(await w.count('identity.scim_token', 'revoked_ms IS NULL'), 0)
})
