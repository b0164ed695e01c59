import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type PeopleSite, peopleSite } from '../../../test/people/people-site.ts'
import { realProvider, throughProvider } from '../../../test/people/real-provider.ts'
import { SMALL } from '../../../test/small-policy.ts'
import { newId } from '../../platform/ids.ts'
import { peopleFromProvider } from './provider-check.ts'

const allowing = (most: number) =>
  SMALL.replace('region: JP\n', `region: JP\nparameters: { local_accounts: ${most} }\n`)

async function scene(t: TestContext) {
  let site: PeopleSite | undefined
  const provider = await realProvider(t, () => [`${site?.url}/v1/sign-on/company/callback`])
  site = await peopleSite(t, { providers: [provider.declare({})] })
  const { w } = site
  const measure = async () => {
    const { state, figures } = await peopleFromProvider.measure({
      read: w.db.app.across.read,
      clock: w.clock,
    })
    return [state, figures['people'], figures['linked'], figures['local']]
  }
  return { site, w, measure }
}

async function signOn({ browser }: PeopleSite): Promise<void> {
  const own = browser()
  const back = new URL(await throughProvider(String((await own.post('/sign-on/company/start')).body.url)))
  const answer = await own.get(`/${back.pathname.slice(4)}${back.search}`, { 'sec-fetch-site': 'cross-site' })
  assert.equal(answer.headers.get('location'), '/')
}

test('whoever comes through the provider is no account of our own; whoever set a password here is one', async (t) => {
  const { site, w, measure } = await scene(t)
  await w.apply(allowing(0))
  assert.deepEqual(await measure(), ['unknown', 0, 0, 0])
  await site.setUp()
  assert.deepEqual(await measure(), ['violated', 1, 0, 1])
  await signOn(site)
  assert.deepEqual(await measure(), ['violated', 2, 1, 1])
  await w.apply(allowing(1))
  assert.deepEqual(await measure(), ['satisfied', 2, 1, 1])
  await w.apply(SMALL)
  assert.deepEqual(await measure(), ['unknown', 2, 1, 1])
})

test('a live session of somebody linked that did not come through the provider counts, and one that is over does not', async (t) => {
  const { site, w, measure } = await scene(t)
  await w.apply(allowing(0))
  await signOn(site)
  await w.db.owner.read.query({ text: 'UPDATE identity.session SET provider = NULL' })
  assert.deepEqual(await measure(), ['violated', 1, 1, 1])
  w.clock.ms += site.rules.sessionIdleMs
  assert.deepEqual(await measure(), ['satisfied', 1, 1, 0])
})

test('whom the directory has sent and who was never there waits; with a password of ours they are an account of our own', async (t) => {
  const { site, w, measure } = await scene(t)
  await w.apply(allowing(0))
  await signOn(site)
  const values = [newId(w.clock.ms), Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  await w.db.owner.read.query(
    {
      text: `INSERT INTO identity.person (tenant, id, profile, user_digest, email_digest, state, source, locale, zone, created_ms, created_by, enrol_until_ms)
             SELECT tenant, $1, profile, $2, $3, 'active', 'scim', locale, zone, created_ms, created_by, enrol_until_ms FROM identity.person`,
    },
    values,
  )
  assert.deepEqual(await measure(), ['satisfied', 2, 1, 0])
  await w.db.owner.read.query(
    {
      text: `INSERT INTO identity.password (tenant, person, number, verifier, made_ms) VALUES ($1, $2, 1, 'x', 1)`,
    },
    [w.first.tenant, values[0]],
  )
  assert.deepEqual(await measure(), ['violated', 2, 1, 1])
})
