import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Fault, fault, KmsKeys } from './kms-keys.ts'
import { type Credentials, verifySigV4 } from './verify-sigv4.ts'

/** `down` cuts connections; `slow` answers after ten seconds; the others answer as KMS does in that trouble. */
export type KmsMode = 'well' | 'down' | 'slow' | 'throttling' | 'failing' | 'denying'

export interface KmsCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface KmsServer {
  readonly endpoint: string
  readonly region: string
  readonly credentials: Credentials
  readonly keys: KmsKeys
  /** Every request that arrived with a valid signature, whatever was answered. */
  readonly calls: KmsCall[]
  mode: KmsMode
  close(): Promise<void>
}

const SLOW_MS = 10_000

/** AWS KMS on the loopback, as far as this room uses it: JSON 1.1 over HTTP, real encryption, signatures checked. */
export async function startKmsServer(): Promise<KmsServer> {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'an example secret of this test' }
  const http = createServer((request, response) => {
    answer(kms, request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const kms: KmsServer = {
    endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    region: 'ap-northeast-1',
    credentials,
    keys: new KmsKeys(),
    calls: [],
    mode: 'well',
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return kms
}

async function answer(kms: KmsServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  try {
    if (!verifySigV4(request, body, kms.credentials)) throw fault('InvalidSignatureException')
    const operation = String(request.headers['x-amz-target']).replace('TrentService.', '')
    const input = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    kms.calls.push({ operation, input })
    if (kms.mode === 'down') {
      request.socket.destroy()
      return
    }
    if (kms.mode === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS).unref())
    if (kms.mode === 'throttling') throw fault('ThrottlingException')
    if (kms.mode === 'failing') throw fault('KMSInternalException', 500)
    if (kms.mode === 'denying') throw fault('AccessDeniedException')
    send(response, 200, kms.keys.run(operation, input))
  } catch (error) {
    if (error instanceof Error) throw error
    const { type, status } = error as Fault
    send(response, status, { __type: type, message: type })
  }
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': bytes.length,
    'x-amzn-requestid': 'test',
  })
  response.end(bytes)
}
