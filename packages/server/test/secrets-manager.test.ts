import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { loadConfiguration } from '../src/config/index.ts'
import { verifySigV4 } from '../src/keys/test-support/verify-sigv4.ts'
import { isAzukariError } from '../src/platform/errors.ts'

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'an example secret of this test' }
const URL_OF = 'postgresql://azukari:planted-password@db.example/azukari'
const SECRETS: Readonly<Record<string, string>> = {
  'azukari/database': URL_OF,
  'azukari/all': JSON.stringify({ url: URL_OF, client: 'planted-client-secret', empty: '' }),
}

/** AWS Secrets Manager on the loopback, as far as it is used here: JSON 1.1 over HTTP, signatures checked. */
async function secretsManager(t: TestContext) {
  const calls: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const answer = (status: number, of: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(of))
    }
    if (!verifySigV4(request, body, CREDENTIALS, 'secretsmanager'))
      return answer(400, { __type: 'InvalidSignatureException' })
    const { SecretId } = JSON.parse(body.toString('utf8'))
    calls.push(`${request.headers['x-amz-target']} ${SecretId}`)
    const value = SECRETS[SecretId]
    if (value === undefined) return answer(400, { __type: 'ResourceNotFoundException' })
    answer(200, { Name: SecretId, SecretString: value })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // The SDK's chain reads the process's own environment, whatever the configuration is read from.
  const given = {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  }
  const before = Object.keys(given).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, given)
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { calls, env: { AZUKARI_SECRETS_ENDPOINT: endpoint } }
}

const AT = 'aws-secretsmanager:ap-northeast-1/'

test('the database and a client secret are fetched, each secret once', async (t) => {
  const { calls, env } = await secretsManager(t)
  const byOption = await loadConfiguration({ database: `${AT}azukari/database` }, env)
  assert.equal(byOption.databaseUrl, URL_OF)
  const byVariable = await loadConfiguration(
    {},
    {
      ...env,
      DATABASE_URL: `${AT}azukari/all#url`,
      AZUKARI_SIGN_ON: 'company',
      AZUKARI_SIGN_ON_COMPANY_ISSUER: 'https://login.example',
      AZUKARI_SIGN_ON_COMPANY_CLIENT_ID: 'azukari',
      AZUKARI_SIGN_ON_COMPANY_CLIENT_SECRET: `${AT}azukari/all#client`,
    },
  )
  assert.equal(byVariable.databaseUrl, URL_OF)
  assert.equal(byVariable.signOn[0]?.clientSecret, 'planted-client-secret')
  assert.deepEqual(calls, [
    'secretsmanager.GetSecretValue azukari/database',
    'secretsmanager.GetSecretValue azukari/all',
  ])
})

test('what cannot be had is said by its reference, and no secret is repeated', async (t) => {
  const { env } = await secretsManager(t)
  for (const [reference, says] of [
    [`${AT}azukari/none`, /ResourceNotFoundException/],
    [`${AT}azukari/all#none`, /not there/],
    [`${AT}azukari/all#empty`, /not there/],
    [`${AT}azukari/all#toString`, /not there/],
    [`${AT}azukari/database#url`, /not JSON/],
  ] as const) {
    await assert.rejects(loadConfiguration({ database: reference }, env), (error) => {
      assert.ok(isAzukariError(error, 'secret_unreadable'), String(error))
      assert.match(error.detail, says)
      assert.doesNotMatch(JSON.stringify([error.detail, error.fix, error.extra, error.stack]), /planted/)
      return true
    })
  }
})

test('somebody else’s credentials, no server, and an endpoint in the open are refused', async (t) => {
  const { env } = await secretsManager(t)
  const database = `${AT}azukari/database`
  process.env['AWS_SECRET_ACCESS_KEY'] = 'another'
  await assert.rejects(loadConfiguration({ database }, env), { code: 'secret_unreadable' })
  const nowhere = { AZUKARI_SECRETS_ENDPOINT: 'http://127.0.0.1:9' }
  await assert.rejects(loadConfiguration({ database }, nowhere), { code: 'secret_unreadable' })
  const open = { AZUKARI_SECRETS_ENDPOINT: 'http://secrets.example' }
  await assert.rejects(loadConfiguration({ database }, open), { code: 'configuration_invalid' })
})

test('what only looks like a reference is a literal', async () => {
  for (const database of [
    'aws-secretsmanager:azukari/database',
    `${AT}a b`,
    `${AT}`,
    `${AT}x#`,
    'aws-sm:x/y',
  ])
    await assert.rejects(loadConfiguration({ database }, {}), { code: 'literal_secret_refused' })
})
