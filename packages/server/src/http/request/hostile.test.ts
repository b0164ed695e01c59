import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { fields, GET, head, PATH, put } from '../test-support/raw-requests.ts'
import { testRoutes } from '../test-support/routes.ts'
import { exchangeBytes, repliesIn, startServer } from '../test-support/start-server.ts'

test('JSON that two readers could read differently is refused', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const cases: [string | Buffer, string][] = [
    ['[1,]', '400 json_malformed'],
    ['{"fields":{}}x', '400 json_malformed'],
    ["{'fields':{}}", '400 json_malformed'],
    [fields('"\u0001"'), '400 json_malformed'],
    [fields('NaN'), '400 json_malformed'],
    [fields('01'), '400 json_malformed'],
    ['{"fields":{},"fields":{}}', '400 json_duplicate_member'],
    [fields('{"bc":1,"\\u0062c":2}'), '400 json_duplicate_member'],
    [fields('{"ab":1,"\\n":2}'), '400 json_text_unsafe'],
    [fields('"\\ud83d"'), '400 json_text_unsafe'],
    [fields('{"\\udc00":1}'), '400 json_text_unsafe'],
    [fields('"\\u0000"'), '400 json_text_unsafe'],
    [fields('"\0"'), '400 json_malformed'],
    [fields('1e400'), '400 json_number_unsafe'],
    [fields('9007199254740993'), '400 json_number_unsafe'],
    [fields('0.12345678901234567890'), '400 json_number_unsafe'],
    [fields('['.repeat(63) + ']'.repeat(63)), '400 json_too_deep'],
    [fields('['.repeat(62) + ']'.repeat(62)), '200'],
    ['['.repeat(1_000_000), '400 json_too_deep'],
    [Buffer.from([0x22, 0xff, 0x22]), '400 json_not_utf8'],
    [Buffer.from([0x22, 0xc0, 0xaf, 0x22]), '400 json_not_utf8'],
    [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), '400 json_not_utf8'],
    [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(fields('1'))]), '400 json_not_utf8'],
    ['null', '422 body_invalid'],
    [fields('"\\ud83d\\ude00 \\\\u0000"'), '200'],
  ]
  for (const [body, expected] of cases) {
    assert.deepEqual(repliesIn(await exchangeBytes(port, put(body))), [expected], String(body).slice(0, 40))
  }
})

test('the content type is what the route takes, in UTF-8 and unencoded', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const body = fields('1')
  const send = async (...lines: string[]) =>
    repliesIn(
      await exchangeBytes(
        port,
        head([...lines, `Content-Length: ${body.length}`, 'Connection: close']) + body,
      ),
    )[0]
  assert.equal(await send('Content-Type: Application/JSON; charset="UTF-8"'), '200')
  for (const type of [
    'text/plain',
    'application/json; charset=shift_jis',
    'application/json;a=b;c=d',
    'application/x-ndjson',
  ]) {
    assert.equal(await send(`Content-Type: ${type}`), '415 content_type_unsupported', type)
  }
  assert.equal(await send(), '415 content_type_unsupported')
  assert.equal(
    await send('Content-Type: application/json', 'Content-Type: text/plain'),
    '415 content_type_unsupported',
  )
  assert.equal(
    await send('Content-Type: application/json', 'Content-Encoding: gzip'),
    '415 content_encoding_unsupported',
  )
  assert.deepEqual(repliesIn(await exchangeBytes(port, put(''))), ['422 body_invalid'])
  const get = head(['Content-Length: 2', 'Content-Type: application/json', 'Connection: close'], 'GET')
  assert.deepEqual(repliesIn(await exchangeBytes(port, `${get}{}`)), ['400 body_unexpected'])
})

test('a body of 100 MB is refused before it is read, and the client gets to know', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const chunk = Buffer.alloc(1 << 20, 0x20)
  for (const headers of [{ 'content-length': 100 << 20 }, {}]) {
    const request = httpRequest({
      port,
      path: PATH,
      method: 'PUT',
      headers: { ...headers, authorization: 'Bearer good', 'content-type': 'application/json' },
    })
    request.on('error', () => {})
    const answered = once(request, 'response')
    let sending = true
    answered.finally(() => {
      sending = false
    })
    for (let i = 0; i < 100 && sending; i++) {
      if (!request.write(chunk)) await Promise.race([once(request, 'drain'), answered])
    }
    const [response] = (await answered) as [NodeJS.ReadableStream & { statusCode: number }]
    assert.equal(response.statusCode, 413)
    const chunks: Buffer[] = []
    for await (const part of response) chunks.push(part as Buffer)
    const problem = JSON.parse(Buffer.concat(chunks).toString()) as { code: string; limitBytes: number }
    assert.deepEqual([problem.code, problem.limitBytes], ['body_too_large', 1 << 20])
    request.destroy()
  }
})

test('paths that another program could read differently are refused', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const get = async (path: string) =>
    repliesIn(await exchangeBytes(port, head(['Connection: close'], 'GET', path)))[0]
  const bad = ['..', '.', '%2e%2e', '%2E', 'a%2Fb', 'a%2fb', 'a%5Cb', 'a\\b', '%00', 'a%0d%0ab', '%7f', '%C2%85', '', '#a'] // biome-ignore format: one list
  for (const id of bad) assert.equal(await get(`/v1/collections/o/records/${id}`), '400 path_malformed', id)
  for (const id of ['%', '%zz', '%C0%AF', '%ED%A0%80', '%FF', '%E3%81']) {
    assert.equal(await get(`/v1/collections/o/records/${id}`), '400 path_malformed', id)
  }
  for (const path of [
    '/v1//health',
    '//v1/health',
    '/v1/../v1/health',
    '/v1/health/',
    '*',
    'http://x/v1/health',
    '/v1/log/tile/../health',
    '/v1/log/tile/a/%2e%2e/b',
  ]) {
    assert.equal(await get(path), '400 path_malformed', path)
  }
  assert.equal(await get(`/v1/collections/o/records/${'a'.repeat(257)}`), '400 path_parameter_too_long')
  assert.equal(await get(`/v1/collections/o/records/${'%E9%A0%90'.repeat(256)}`), '200')
  assert.equal(await get(`/v1/collections/${'a'.repeat(41)}/records/1`), '400 path_parameter_invalid')
  assert.equal(await get(`/v1/log/tile/${'a/'.repeat(60)}a`), '400 path_parameter_invalid')
  assert.equal(await get('/V1/health'), '404 route_unknown')
  assert.equal(await get('/'), '404 route_unknown')
})

test('what is not HTTP gets a problem and the connection is closed', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const cases: [string, string[]][] = [
    ['garbage\r\n\r\n', ['400 request_malformed']],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', ['400 request_malformed']],
    ['FOO / HTTP/1.1\r\nHost: x\r\n\r\n', ['400 request_malformed']],
    ['GET /v1/health HTTP/1.1\r\nConnection: close\r\n\r\n', ['400 request_malformed']],
    ['GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: \x00\r\n\r\n', ['400 request_malformed']],
    [head(['Content-Length: 5', 'Transfer-Encoding: chunked']), ['400 request_malformed']],
    [head(['Content-Length: 5', 'Content-Length: 6']), ['400 request_malformed']],
    [
      `${head(['Content-Type: application/json', 'Transfer-Encoding: chunked'])}zz\r\n`,
      ['400 request_malformed'],
    ],
    [head([`X: ${'a'.repeat(20_000)}`]), ['431 headers_too_large']],
    [head([], 'GET', `/v1/${'a'.repeat(20_000)}`), ['431 headers_too_large']],
    [head(['Expect: tea', 'Connection: close']), ['417 expectation_failed']],
  ]
  for (const [bytes, expected] of cases) {
    assert.deepEqual(
      repliesIn(await exchangeBytes(port, Buffer.from(bytes, 'latin1'))),
      expected,
      bytes.slice(0, 60),
    )
  }
})

test('requests that follow each other in one packet are answered in order, garbage last', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const keep = head([], 'GET')
  const raw = await exchangeBytes(port, `${keep}${keep}${head([], 'GET', '/v1/nothing')}garbage\r\n\r\n`)
  assert.deepEqual(repliesIn(raw), ['200', '200', '404 route_unknown', '400 request_malformed'])
  const body = fields('1')
  const write = head(['Content-Type: application/json', `Content-Length: ${body.length}`]) + body
  assert.deepEqual(repliesIn(await exchangeBytes(port, write + write + GET)), ['200', '200', '200'])
})

test('a refused body that came with its headers leaves the connection usable', async (t) => {
  const { port } = await startServer(t, testRoutes)
  const bad = `${head(['Content-Type: text/plain', 'Content-Length: 5'])}hello`
  assert.deepEqual(repliesIn(await exchangeBytes(port, bad + GET)), ['415 content_type_unsupported', '200'])
})
