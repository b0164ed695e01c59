import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([a-z]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/

const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const hash = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Whether a request bears a valid AWS Signature Version 4 of these credentials, for this service, over its headers and body. */
export function verifySigV4(
  request: IncomingMessage,
  body: Buffer,
  credentials: Credentials,
  service = 'kms',
): boolean {
  const match = AUTHORIZATION.exec(request.headers.authorization ?? '')
  if (!match) return false
  const [, id, day = '', region = '', named = '', signed = '', signature = ''] = match
  const names = signed.split(';')
  if (named !== service) return false
  if (id !== credentials.accessKeyId || !names.includes('host') || !names.includes('x-amz-date')) return false
  const headers = names.map((n) => `${n}:${String(request.headers[n] ?? '').trim()}\n`).join('')
  const canonical = [request.method, request.url, '', headers, signed, hash(body)].join('\n')
  const date = String(request.headers['x-amz-date'])
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/${service}/aws4_request`, hash(canonical)].join(
    '\n',
  )
  const scope = [day, region, service, 'aws4_request']
  const key = scope.reduce<string | Buffer>((k, part) => mac(k, part), `AWS4${credentials.secretAccessKey}`)
  return date.startsWith(day) && timingSafeEqual(mac(key, toSign), Buffer.from(signature, 'hex'))
}
