import { generateKeyPairSync } from 'node:crypto'
import type { TlsMaterial } from '../tls/tls.ts'
import { certificatePem, forLocalhost } from './x509.ts'

const DAY_MS = 86_400_000

/** A certificate for localhost and 127.0.0.1, valid for a day around now, with its key. */
export function selfSigned(commonName: string): TlsMaterial {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cert = certificatePem({
    issuer: commonName,
    subject: commonName,
    publicKey,
    signWith: privateKey,
    fromMs: Date.now() - DAY_MS,
    untilMs: Date.now() + DAY_MS,
    extensions: [forLocalhost()],
  })
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
