import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { resolveRetention } from './deadlines/deadline.ts'
import { eventInstant } from './deadlines/duration.ts'
import { loadPolicy } from './load-policy.ts'
import type { CollectionModel } from './model.ts'
import { renderText } from './texts/render-text.ts'

const DIR = join(import.meta.dirname, '../../../../policies/software-vendor')
const DAY = 86_400_000
const ZONE = 'Asia/Tokyo'
const at = (date: string): number => eventInstant(date, ZONE)
const created = at('2026-10-01')

async function collection(name: string): Promise<CollectionModel> {
  const found = (await loadPolicy(DIR)).model.collections[name]
  assert.ok(found, name)
  return found
}

/** When everything of a record ends, in days after it was stored; null while nothing ends it. */
async function daysKept(name: string, events: Record<string, string> = {}): Promise<number | null> {
  const { groups } = await collection(name)
  assert.equal(groups.length, 1, `${name}: everything of a record ends together`)
  const rule = groups[0]?.retention
  assert.ok(rule, name)
  const told = Object.fromEntries(Object.entries(events).map(([event, date]) => [event, at(date)]))
  const due = resolveRetention(rule, { created, ...told }, ZONE)
  return due === null ? null : (due - created) / DAY
}

test('published, the text says the numbers in force', async () => {
  const { model, texts } = await loadPolicy(DIR)
  const en = renderText(model, texts.en.markdown, 'en').replaceAll('\n', ' ')
  assert.match(en, /change their mind for 30 days. After that we delete everything within 60 days/)
  assert.match(en, /At most 2 accounts of our own may exist beside it/)
  const ja = renderText(model, texts.ja.markdown, 'ja')
  assert.match(ja, /30日間?のあいだ、取り消すことができます。その後は60日以内にすべてを削除し/)
})

test('an account is kept while the contract lasts, and after it was closed for a year at most', async () => {
  assert.equal(await daysKept('accounts', { opened: '2026-10-01' }), null)
  assert.equal(await daysKept('accounts', { closed: '2026-10-01' }), 365)
})

test('whatever the collection, a final request to delete ends everything of that user within 60 days', async () => {
  for (const name of ['accounts', 'licences', 'tickets', 'models']) {
    assert.equal(await daysKept(name, { deletion_final: '2026-10-31' }), 30 + 60, name)
    const { role, subjects } = await collection(name)
    assert.equal(role.kind, name === 'models' ? 'processor' : 'controller', name)
    assert.equal(Object.keys(subjects).length, 1, `${name}: a user can be found in it`)
  }
})

test('what describes a model follows the contract', async () => {
  assert.equal(await daysKept('models', { uploaded: '2026-10-01' }), null)
  assert.equal(await daysKept('models', { contract_ended: '2026-10-01' }), 90)
  assert.equal(await daysKept('models', { contract_ended: '2026-10-01', removed: '2026-10-11' }), 10 + 30)
})

test('a ticket or an enquiry that nobody answers ends too', async () => {
  assert.equal(await daysKept('tickets'), 5 * 365 + 1)
  assert.equal(await daysKept('tickets', { opened: '2026-10-01', resolved: '2026-10-01' }), 3 * 365 + 1)
  assert.equal(await daysKept('enquiries'), 365)
  assert.equal(await daysKept('enquiries', { answered: '2026-10-11' }), 375)
})

test('no role of the staff sees a value of a user, and none sees content but for its own purpose', async () => {
  const { roles, purposes } = (await loadPolicy(DIR)).model
  const reveals = Object.values(roles ?? {}).flatMap((role) =>
    role.grants.filter((g) => g.action !== 'read-metadata'),
  )
  assert.ok(reveals.length > 0)
  assert.ok(reveals.every((g) => g.action === 'reveal' && g.masked))
  const reading = Object.values(purposes)
    .filter((p) => p.classes.includes('content'))
    .map((p) => p.name)
  assert.deepEqual(reading, ['processing', 'model-support'])
})

test('what staff promise about access is measured, clause by clause', async () => {
  const { clauses, parameters } = (await loadPolicy(DIR)).model
  for (const id of ['S4', 'S5', 'S6', 'S8', 'S9', 'S12', 'S13', 'S14'])
    assert.ok((clauses[id]?.checks ?? []).length > 0, id)
  assert.ok(clauses['S12']?.checks.includes('identity.staff-networks'))
  // A case needs these three, or there are none; "owner" would open none until owners can answer.
  for (const name of ['case_at_most', 'case_uses_at_most', 'case_review_within'])
    assert.ok(parameters[name], name)
  assert.equal(parameters['case_approved_by']?.value, 'staff')
})
