import { createHash, X509Certificate } from 'node:crypto'
import type { ClientCertificate } from '../../platform/client-certificate.ts'
import { certificateInvalid, certificateNeeded } from '../errors.ts'

/** Characters of a certificate that is given, PEM. */
export const LONGEST_CERTIFICATE = 16_384

/**
 * What a certificate is known by here: the SHA-256 of its SubjectPublicKeyInfo (RFC 5280 §4.1). Certificates are made anew every few months and their keys
 * need not be; who can show one for the key, issued by the company's CA, is who was meant.
 *
 * @param pem a certificate; of a chain the first
 * @throws certificate_invalid for what is none, or is over
 */
export function certificateKey(pem: string, nowMs: number): Buffer {
  const certificate = parse(pem)
  if (Date.parse(certificate.validTo) <= nowMs) throw invalid('it is past its end')
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
}

function parse(pem: string): X509Certificate {
  if (pem.length > LONGEST_CERTIFICATE || !pem.includes('-----BEGIN CERTIFICATE-----'))
    throw invalid('it is no certificate in PEM form')
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw invalid('it is no certificate in PEM form', cause)
  }
}

const invalid = (detail: string, cause?: unknown) =>
  certificateInvalid(detail, {
    cause,
    where: { pointer: '/certificate' },
    fix: 'give the certificate itself, -----BEGIN CERTIFICATE-----, without its key',
  })

/**
 * The certificate that a connection has to show for what is bound to one. Throws `certificate_needed` when it shows none, another one, or one that is
 * over by now: connections outlive certificates.
 */
export function requireCertificate(
  bound: Buffer,
  shown: ClientCertificate | undefined,
  nowMs: number,
): ClientCertificate {
  if (shown === undefined) throw needed('none', 'the connection shows no certificate that was verified')
  if (!shown.publicKey.equals(bound)) throw needed('other', 'the connection shows another certificate')
  if (nowMs >= shown.untilMs) throw needed('expired', 'the certificate of the connection is past its end')
  return shown
}

const needed = (reason: string, detail: string) =>
  certificateNeeded(detail, {
    fix: 'connect with the certificate it is bound to, to the server itself and not through a proxy that ends TLS',
    extra: { reason },
  })
