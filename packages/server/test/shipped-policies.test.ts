import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { policyDirectory } from '../src/app/open/first-start.ts'
import { loadPolicy, type PolicyModel } from '../src/policy/index.ts'
import { testApp } from './test-app.ts'
import { everything, world } from './world.ts'

/** Each policy that comes with the program, run: as a first start has it in force, and with a record in every collection. */

const SHIPPED = ['marketplace', 'software-vendor']
const CHECKS = readFileSync(join(import.meta.dirname, '../../../docs/reference/checks.md'), 'utf8')

const namedIn = ({ clauses }: PolicyModel) =>
  new Set(Object.values(clauses).flatMap((clause) => clause.checks))

test('a first start puts the second policy in force, and every check that it names is measured', async (t) => {
  const app = await testApp(t, { policy: 'software-vendor' })
  const { model, version } = await app.policy.load()
  assert.deepEqual([model.policy, version], ['software-vendor', 1])
  const measured = app.checks.map((one) => one.name)
  const named = new Set<string>()
  for (const name of SHIPPED) {
    const { model: one } = await loadPolicy(policyDirectory(name))
    for (const check of namedIn(one)) {
      named.add(check)
      assert.ok(measured.includes(check), `${name} names ${check}, which nothing measures`)
    }
  }
  const context = { read: app.databases.app.across.read, clock: app.clock }
  for (const check of app.checks.filter((c) => namedIn(model).has(c.name))) {
    const { state, figures } = await check.measure(context)
    assert.ok(!('code' in figures), `${check.name} could not be measured: ${JSON.stringify(figures)}`)
    assert.ok(['satisfied', 'violated', 'unknown'].includes(state))
  }
  assert.deepEqual(
    measured.filter((check) => !named.has(check)),
    [],
    'a check that stands in no policy',
  )
  const documented = [...CHECKS.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map(([, check]) => check)
  assert.deepEqual(documented.toSorted(), measured.toSorted(), 'docs/reference/checks.md lists them all')
})

for (const name of SHIPPED) {
  test(`${name}: what is put into each collection, a purpose that covers it reads again, and no other`, async (t) => {
    const w = await world(t, await loadPolicy(policyDirectory(name)))
    const { model } = await w.policy.load()
    for (const { name: collection, fields, events } of Object.values(model.collections)) {
      const caller = await w.service(everything(model, collection))
      const field = fields.find((one) => one.type === 'text' && model.classes[one.class]?.personal)
      assert.ok(field, collection)
      const { readers = [], strangers = [] } = Object.groupBy(Object.values(model.purposes), (purpose) =>
        purpose.classes.includes(field.class) ? 'readers' : 'strangers',
      )
      assert.ok(readers.length > 0, collection)
      const value = { [field.name]: field.normalise === 'text' ? '山田 花子' : 'hanako@example.jp' }
      const started = events
        .slice(0, 1)
        .map((event) => ({ event, at: new Date(w.clock.now()).toISOString() }))
      const put = { collection, id: 'one', fields: value, events: started, mode: 'replace' } as const
      assert.equal((await w.putter.put(caller, put)).created, true)
      const ask = { collection, id: 'one', fields: [field.name] }
      for (const purpose of readers) {
        const shown = await w.revealer.reveal(caller, { ...ask, purpose: purpose.name })
        assert.deepEqual(shown.fields, value, `${collection} for ${purpose.name}`)
      }
      for (const purpose of strangers) {
        await assert.rejects(
          w.revealer.reveal(caller, { ...ask, purpose: purpose.name }),
          (error: Error & { extra?: { clause?: string } }) => {
            assert.ok(
              Object.hasOwn(model.clauses, error.extra?.clause ?? ''),
              'a refusal names a clause of this policy',
            )
            return true
          },
        )
      }
    }
  })
}
