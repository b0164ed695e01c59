import assert from 'node:assert/strict'
import test from 'node:test'
import { ownWords } from '../../access/cases/own-words.ts'
import { caseRoutes, listCases } from '../../access/index.ts'
import type { PersonCaller } from '../../identity/index.ts'
import { staff } from '../test-support/test-staff.ts'

test('people are told the ticket and reason of their own live cases, and nobody those of others', async (t) => {
  const { cases, ask, open, hana, person, w } = await staff(t)
  const id = await open()
  await ask()
  const list = caseRoutes(cases).find(({ operation }) => operation === 'case.list')
  const asked = async (caller: PersonCaller, mine: boolean) => {
    const query = mine ? { mine: 'true' } : {}
    assert.ok(list)
    const reply = await list.handle({ caller, query, params: {}, body: undefined } as never)
    return (reply.body as { items: { id: string; state: string; ticket?: string; reason?: string }[] }).items
  }
  const own = (await asked(hana, true)).sort((a, b) => (a.state < b.state ? -1 : 1))
  assert.deepEqual(
    own.map(({ state, ticket, reason }) => [state, ticket, reason]),
    [
      ['live', 'T-1', 'the buyer wrote'],
      ['requested', undefined, undefined],
    ],
  )
  assert.equal(own[0]?.id, id)
  const auditor = await person([{ action: 'read-access' }])
  for (const [caller, mine] of [
    [hana, false],
    [auditor, false],
    [auditor, true],
  ] as const)
    for (const one of await asked(caller, mine)) assert.ok(!('ticket' in one) && !('reason' in one))
  assert.equal((await asked(auditor, false)).length, 2)
  // Whoever hands in rows of others gets none of their words.
  const rows = await listCases(w.db.app.of(hana.tenant).read, hana.tenant, w.clock.ms)
  assert.equal((await ownWords(cases, hana, rows, w.clock.ms)).size, 1)
  assert.equal((await ownWords(cases, auditor, rows, w.clock.ms)).size, 0)
  assert.ok(!JSON.stringify(await w.entries()).includes('the buyer wrote'))
})
