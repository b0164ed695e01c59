/**
 * The certificate that a connection's other end proved to hold the key of (TLS client authentication, RFC 8446 §4.4.2), issued by a CA that the
 * operator named. It is about the connection: no header can say anything of it.
 */
export interface ClientCertificate {
  /** SHA-256 of its SubjectPublicKeyInfo (RFC 5280 §4.1). */
  readonly publicKey: Buffer
  /** SHA-256 of the certificate itself, lower-case hex. */
  readonly fingerprint: string
  /** Its last instant, in milliseconds since 1970. */
  readonly untilMs: number
}

/** A connection, as far as it says who is at its other end. The certificate is read when it is asked for, and not before. */
export interface Connection {
  readonly certificate: ClientCertificate | undefined
}
