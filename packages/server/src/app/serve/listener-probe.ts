import { once } from 'node:events'
import { connect as connectPlain } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'

const WITHIN_MS = 3000
const REQUEST = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

export interface Place {
  readonly host: string
  readonly port: number
}

export interface SecureAnswer {
  /** `TLSv1.3` */
  readonly version: string
  /** End of the certificate that was shown, milliseconds since 1970. */
  readonly certificateEndsMs: number
  /** What came back, head and body; empty where nothing did. */
  readonly reply: string
}

/** Connects with TLS and asks for the health of the server; undefined where no handshake came about. */
export async function askSecurely(
  place: Place,
  options: ConnectionOptions = {},
): Promise<SecureAnswer | undefined> {
  // Who the certificate is for is for clients to judge; what is looked at here is what the listener speaks.
  const socket = connect({ ...place, rejectUnauthorized: false, ...options })
  try {
    await within(once(socket, 'secureConnect'))
    const version = socket.getProtocol() ?? ''
    const certificateEndsMs = Date.parse(socket.getPeerCertificate().valid_to)
    socket.write(REQUEST)
    return { version, certificateEndsMs, reply: await readAll(socket) }
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

/** What a plain connection is answered: '' for nothing, undefined where there is no connection. */
export async function askPlainly(place: Place): Promise<string | undefined> {
  const socket = connectPlain({ ...place })
  try {
    await within(once(socket, 'connect'))
    socket.write(REQUEST)
    return await readAll(socket)
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

async function readAll(socket: TLSSocket | ReturnType<typeof connectPlain>): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    // The head is enough; a peer that never ends is cut off.
    if (text.length < 65_536) text += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  await within(Promise.race([once(socket, 'end'), once(socket, 'close')])).catch(() => {})
  return text
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), WITHIN_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
