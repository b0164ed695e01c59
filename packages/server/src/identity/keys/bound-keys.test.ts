import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { selfSigned } from '../../http/test-support/self-signed.ts'
import { type Issued, testCa } from '../../http/test-support/test-ca.ts'
import type { Connection } from '../../platform/client-certificate.ts'
import { credentialName } from '../acting.ts'
import { DAY_MS, identityScene } from '../test-support/test-scene.ts'
import { bindKey } from './bind-key.ts'
import { createKey } from './create-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  return { db, company: testCa('Company CA'), ...(await identityScene(db.app, db.owner)) }
}

/** What the listener makes of a connection with this certificate, once it has verified it. */
function connectionOf({ cert }: Pick<Issued, 'cert'>): Connection {
  const shown = new X509Certificate(cert)
  return {
    certificate: {
      publicKey: createHash('sha256')
        .update(shown.publicKey.export({ type: 'spki', format: 'der' }))
        .digest(),
      fingerprint: shown.fingerprint256,
      untilMs: Date.parse(shown.validTo),
    },
  }
}
const bare: Connection = { certificate: undefined }
const needed = (reason: string) => (error: { code?: string; status?: number; extra?: { reason?: string } }) =>
  error.code === 'certificate_needed' && error.status === 401 && error.extra?.reason === reason

test('a key that is bound opens with its certificate, one renewed for the same key included, and with nothing else', async (t) => {
  const { deps, by, clock, company, service, authenticator } = await setUp(t)
  clock.ms = Date.now()
  const { id } = await service('label printer')
  const machine = company.issue('printer 1')
  const { key, certificate } = await createKey(deps, by, { service: id, certificate: machine.cert })
  const door = authenticator()
  for (const which of [door, door, authenticator()]) {
    const { caller } = await which.authenticate(key, connectionOf(machine))
    assert.equal(caller.principalId, id)
    const tried: [Connection | undefined, string][] = [
      [undefined, 'none'],
      [bare, 'none'],
      [connectionOf(company.issue('printer 1')), 'other'],
    ]
    for (const [connection, reason] of tried)
      await assert.rejects(async () => which.authenticate(key, connection), needed(reason))
  }
  const renewed = company.issue('printer 1', { pair: machine.pair })
  const { caller: now } = await door.authenticate(key, connectionOf(renewed))
  assert.equal(now.principalId, id)
  const { caller: before } = await door.authenticate(key, connectionOf(machine))
  assert.notEqual(
    credentialName(now),
    credentialName(before),
    'what is confirmed for one is not for the other',
  )
  const [listed] = (await listKeys(deps.database.across.read, by.tenant, clock.now())).filter(
    (one) => one.certificate !== undefined,
  )
  assert.equal(listed?.certificate, certificate)
})

test('who waits for the look-up that another connection began still shows its own certificate', async (t) => {
  const { deps, by, clock, company, service, authenticator } = await setUp(t)
  clock.ms = Date.now()
  const { id } = await service('label printer')
  const machine = company.issue('printer 1')
  const { key } = await createKey(deps, by, { service: id, certificate: machine.cert })
  const door = authenticator()
  const [good, bad] = await Promise.allSettled([
    door.authenticate(key, connectionOf(machine)),
    door.authenticate(key, bare),
  ])
  assert.equal(good.status, 'fulfilled')
  assert.equal(bad.status, 'rejected')
})

test('a connection that outlives its certificate opens nothing more, and what it began ends with it', async (t) => {
  const { deps, by, clock, company, service, authenticator } = await setUp(t)
  clock.ms = Date.now()
  const { id } = await service('label printer')
  const machine = company.issue('printer 1')
  const { key } = await createKey(deps, by, { service: id, certificate: machine.cert })
  const connection = connectionOf(machine)
  const untilMs = connection.certificate?.untilMs ?? 0
  const door = authenticator()
  const { caller } = await door.authenticate(key, connection)
  assert.equal(await door.recheck(caller), untilMs, 'before the key itself ends')
  clock.ms = untilMs
  await assert.rejects(async () => door.authenticate(key, connection), needed('expired'))
  await assert.rejects(door.recheck(caller), needed('expired'))
})

test('binding a key ends what was let in without the certificate, at servers that remember it too', async (t) => {
  const { deps, by, clock, company, service, authenticator, generation, entries } = await setUp(t)
  clock.ms = Date.now()
  const { key, keyId } = await service('label printer')
  const door = authenticator()
  const { caller } = await door.authenticate(key, bare)
  const before = await generation()
  const first = company.issue('printer 1')
  await bindKey(deps, by, { key: keyId, certificate: first.cert })
  assert.equal(await generation(), before + 1, 'whoever decided before decides again')
  await assert.rejects(door.recheck(caller), needed('none'))
  await assert.rejects(async () => door.authenticate(key, bare), needed('none'), 'it is remembered no more')
  const { caller: now } = await door.authenticate(key, connectionOf(first))
  await door.recheck(now)
  const second = company.issue('printer 1')
  await bindKey(deps, by, { key: keyId, certificate: second.cert })
  await assert.rejects(door.recheck(now), needed('other'))
  const bound = (await entries()).filter(({ unmapped }) => unmapped.event === 'key.bound')
  assert.equal(bound.length, 2)
  assert.equal(bound[0]?.unmapped.detail?.key, keyId)
})

test('rotating a bound key never sets it free', async (t) => {
  const { deps, by, clock, company, service, authenticator } = await setUp(t)
  clock.ms = Date.now()
  const { id } = await service('label printer')
  const machine = company.issue('printer 1')
  const made = await createKey(deps, by, { service: id, certificate: machine.cert })
  const rotated = await rotateKey(deps, by, { key: made.id })
  assert.equal(rotated.certificate, made.certificate)
  await assert.rejects(async () => authenticator().authenticate(rotated.key, bare), needed('none'))
  const other = company.issue('printer 2')
  const again = await rotateKey(deps, by, { key: rotated.id, certificate: other.cert })
  const door = authenticator()
  await door.authenticate(again.key, connectionOf(other))
  await assert.rejects(async () => door.authenticate(again.key, connectionOf(machine)), needed('other'))
})

test('what is no certificate, is over, or belongs to a key that is not live or not here, binds nothing', async (t) => {
  const { deps, by, elsewhere, clock, company, service } = await setUp(t)
  clock.ms = Date.now()
  const { id, keyId } = await service('label printer')
  const { cert } = company.issue('printer 1')
  const over = company.issue('printer 1', { untilMs: clock.ms - 1000 })
  const { key: secret } = selfSigned('printer 1')
  for (const certificate of ['', 'x'.repeat(20_000), secret.toString(), over.cert, cert.slice(0, 200)]) {
    await assert.rejects(bindKey(deps, by, { key: keyId, certificate }), { code: 'certificate_invalid' })
    await assert.rejects(createKey(deps, by, { service: id, certificate }), { code: 'certificate_invalid' })
  }
  const certificate = cert
  await assert.rejects(bindKey(deps, elsewhere, { key: keyId, certificate }), { code: 'key_not_found' })
  await revokeKey(deps, by, keyId)
  await assert.rejects(bindKey(deps, by, { key: keyId, certificate }), { code: 'key_not_live' })
  const { id: short } = await createKey(deps, by, { service: id, expiresMs: clock.now() + DAY_MS })
  clock.ms += DAY_MS
  const lasting = company.issue('printer 1', { untilMs: clock.now() + DAY_MS }).cert
  await assert.rejects(bindKey(deps, by, { key: short, certificate: lasting }), { code: 'key_not_live' })
})
