import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { tlsMaterialInvalid } from './errors.ts'

/** A certificate chain and its key, PEM. */
export interface TlsMaterial {
  readonly cert: string | Buffer
  readonly key: string | Buffer
}

/** Where the certificate comes from; asked at the start and at every reload. */
export type TlsSource = () => Promise<TlsMaterial>

export interface TlsOptions extends TlsMaterial {
  readonly minVersion: 'TLSv1.2'
}

/** Reads the certificate and makes sure that it and its key belong together, before any connection depends on it. */
export async function loadTls(source: TlsSource): Promise<TlsOptions> {
  const { cert, key } = await source()
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new Error('key of another certificate')
    createSecureContext({ cert, key })
  } catch (cause) {
    throw tlsMaterialInvalid('the certificate and the key are not a usable PEM pair', { cause })
  }
  return { cert, key, minVersion: 'TLSv1.2' }
}
