import { readFileSync } from 'node:fs'
import { nodeFetch } from '@azukari/sdk/node'
import { parseSecretReference, readSecret } from '../config/index.ts'
import { defineError } from '../platform/errors.ts'

const clientTlsInvalid = defineError('client_tls_invalid', 400, 'The client certificate cannot be used')

/** What a command shows of itself to a server, and whom it trusts. */
export interface TlsOptions {
  readonly clientCert?: string
  readonly clientKey?: string
  readonly ca?: string
}

/** Node's own `fetch` where nothing is asked for. Throws `client_tls_invalid`, and what reading a secret throws. */
export function fetchWith({ clientCert, clientKey, ca }: TlsOptions): typeof fetch {
  if (clientCert === undefined && clientKey === undefined && ca === undefined) return fetch
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw clientTlsInvalid('a certificate without its key, or a key without its certificate', {
      fix: '--client-cert FILE --client-key FILE',
    })
  const material = {
    ...(clientCert === undefined ? {} : { cert: readPem(clientCert, '--client-cert') }),
    ...(clientKey === undefined ? {} : { key: readKey(clientKey) }),
    ...(ca === undefined ? {} : { ca: readPem(ca, '--ca') }),
  }
  try {
    return nodeFetch(material)
  } catch (cause) {
    throw clientTlsInvalid('no certificate and its own key in PEM', {
      cause,
      fix: 'are the files the right ones?',
    })
  }
}

function readPem(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw clientTlsInvalid(`${option} cannot be read`, { cause, fix: `${option} FILE` })
  }
}

/** A path counts as `file:`: nobody else may be able to read a private key. */
const readKey = (text: string) =>
  readSecret(
    parseSecretReference(
      /^(env|file|aws-secretsmanager):/.test(text) ? text : `file:${text}`,
      '--client-key',
    ),
  )
