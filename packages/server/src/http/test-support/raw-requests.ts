export const PATH = '/v1/collections/o/records/1'
export const head = (lines: readonly string[], method = 'PUT', path = PATH) =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
export const put = (body: string | Buffer, lines: readonly string[] = []) =>
  Buffer.concat([
    Buffer.from(
      head([
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        ...lines,
      ]),
    ),
    Buffer.from(body),
  ])
export const GET = head(['Connection: close'], 'GET')
export const fields = (value: string) => `{"fields":{"a":${value}}}`
