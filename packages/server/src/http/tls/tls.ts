import { constants, createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { tlsMaterialInvalid } from '../errors.ts'

/** A certificate chain and its key, PEM. */
export interface TlsMaterial {
  readonly cert: string | Buffer
  readonly key: string | Buffer
  /** CA certificates, PEM: clients are asked for a certificate of theirs. */
  readonly clientCa?: string | Buffer | undefined
}

/** Where the certificate comes from; asked at the start and at every reload. */
export type TlsSource = () => Promise<TlsMaterial>

export interface TlsOptions {
  readonly cert: string | Buffer
  readonly key: string | Buffer
  readonly minVersion: 'TLSv1.2'
  /** Only where clients are asked for certificates. */
  readonly ca?: readonly string[]
  readonly requestCert?: true
  readonly rejectUnauthorized?: false
  readonly secureOptions?: number
}

export interface LoadedTls {
  readonly options: TlsOptions
  /** The CAs whose clients are believed; undefined where none are asked. */
  readonly authorities: readonly X509Certificate[] | undefined
}

/** Reads the certificate and makes sure that it and its key belong together, before any connection depends on it. */
export async function loadTls(source: TlsSource): Promise<LoadedTls> {
  const { cert, key, clientCa } = await source()
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new Error('key of another certificate')
    createSecureContext({ cert, key })
  } catch (cause) {
    throw tlsMaterialInvalid('the certificate and the key are not a usable PEM pair', { cause })
  }
  const options = { cert, key, minVersion: 'TLSv1.2' } as const
  if (clientCa === undefined) return { options, authorities: undefined }
  const authorities = readAuthorities(clientCa)
  return {
    authorities,
    options: {
      ...options,
      ca: authorities.map((authority) => authority.toString()),
      // Browsers without one go on: what needs a certificate says so by itself.
      requestCert: true,
      rejectUnauthorized: false,
      // Who resumes a session shows that they have its secret, which a certificate's key in hardware does not keep: each connection proves anew. And it proves
      // once: a certificate shown in a renegotiation (TLS 1.2) would stand where the one that was judged stood.
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    },
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

function readAuthorities(bundle: string | Buffer): readonly X509Certificate[] {
  try {
    const authorities = [...bundle.toString().matchAll(PEM)].map(([pem]) => new X509Certificate(pem))
    if (authorities.length === 0) throw new Error('no certificate')
    if (!authorities.every(({ ca }) => ca)) throw new Error('a certificate that may issue none')
    return authorities
  } catch (cause) {
    throw tlsMaterialInvalid('the CA file holds something else than certificates of CAs, PEM', { cause })
  }
}
