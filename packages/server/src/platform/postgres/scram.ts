import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

const ITERATIONS = 4096

/**
 * The form in which PostgreSQL stores a password (RFC 5802, RFC 7677; `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`). Made here so
 * that the password itself is never sent in a statement, where a server's log or statistics could keep it. ASCII passwords only: SASLprep
 * is the identity for those.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
