import { type KeyObject, randomBytes, sign } from 'node:crypto'

// Just enough DER (X.690) for X.509 v3 certificates (RFC 5280 §4.1) over P-256.
const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const seq = (...parts: Uint8Array[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const time = (ms: number) => der(0x18, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')))
const name = (common: string) => seq(der(0x31, seq(oid('550403'), der(0x0c, Buffer.from(common)))))
const ECDSA_SHA256 = seq(oid('2a8648ce3d040302'))

/** Extensions (RFC 5280 §4.2), as they stand in a certificate. */
export const forLocalhost = () =>
  seq(
    oid('551d11'),
    der(0x04, seq(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))),
  )
export const mayIssue = () =>
  seq(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, seq(der(0x01, Buffer.from([0xff])))))
/** Extended key usage: client (1.3.6.1.5.5.7.3.2) or server (….1) authentication. */
export const usedBy = (side: 'client' | 'server') =>
  seq(oid('551d25'), der(0x04, seq(oid(side === 'client' ? '2b06010505070302' : '2b06010505070301'))))

export interface CertificateInput {
  readonly issuer: string
  readonly subject: string
  readonly publicKey: KeyObject
  readonly signWith: KeyObject
  readonly fromMs: number
  readonly untilMs: number
  readonly extensions: readonly Uint8Array[]
}

/** A certificate, PEM. */
export function certificatePem(input: CertificateInput): string {
  const body = seq(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    name(input.issuer),
    seq(time(input.fromMs), time(input.untilMs)),
    name(input.subject),
    input.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, seq(...input.extensions)),
  )
  const signature = sign('sha256', body, input.signWith)
  const certificate = seq(body, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
