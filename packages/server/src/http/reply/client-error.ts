import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { AzukariError } from '../../platform/errors.ts'
import { formatId, newId } from '../../platform/ids.ts'
import { headersTooLarge, requestMalformed, requestTooSlow } from '../errors.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'
import type { ReplyHeaders } from './reply-headers.ts'

/** Answers what Node's parser refused, when there is no request yet to answer. The socket is closed afterwards. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, headers: ReplyHeaders): void {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable) {
    socket.destroy()
    return
  }
  answerInTurn(socket, rawProblem(errorOf(error.code), headers))
}

function errorOf(code: string | undefined): AzukariError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return headersTooLarge('the request line and headers are longer than allowed')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTooSlow('the headers did not arrive in time')
  return requestMalformed('the bytes received are not a well-formed HTTP request')
}

/**
 * What cannot be parsed may follow a good request that is still being answered (pipelining): its reply goes out first, or the client
 * would take the refusal for it. Node keeps the reply whose turn it is in `_httpMessage`.
 */
function answerInTurn(socket: Socket, bytes: string): void {
  const current = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage
  if (socket.destroyed) return
  if (current?.req.complete) {
    current.once('close', () => setImmediate(answerInTurn, socket, bytes))
    return
  }
  if (current?.headersSent) {
    socket.destroy()
    return
  }
  socket.end(bytes)
  setTimeout(() => socket.destroy(), 1000).unref()
}

function rawProblem(error: AzukariError, headers: ReplyHeaders): string {
  const body = JSON.stringify(problemOf(error, formatId('req', newId()), 'en'))
  const list = headers.list({
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    date: new Date().toUTCString(),
    connection: 'close',
  })
  let head = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n`
  for (let i = 0; i < list.length; i += 2) head += `${list[i]}: ${list[i + 1]}\r\n`
  return `${head}\r\n${body}`
}
