import { createHash, type X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket, type Server as TlsServer } from 'node:tls'
import type { ClientCertificate } from '../../platform/client-certificate.ts'

interface Seen {
  readonly authorities: readonly X509Certificate[]
  readonly certificate: ClientCertificate | undefined
}

/**
 * The client certificates of connections. The handshake has judged them (chain, dates, purpose) by the CA file as it was then; here each is
 * held once against the file as it is now, so that a CA that was taken out vouches for no connection that is still open.
 */
export class ClientCertificates {
  #authorities: readonly X509Certificate[]
  readonly #proxied: (request: IncomingMessage) => boolean
  readonly #seen = new WeakMap<TLSSocket, Seen>()

  /** @param proxied whether a request came by a declared proxy: its certificate, if it has one, is not the client's */
  constructor(authorities: readonly X509Certificate[], proxied: (request: IncomingMessage) => boolean) {
    this.#authorities = authorities
    this.#proxied = proxied
  }

  /**
   * Drops connections whose certificate bears a CA's name and not its signature. Whoever made it would be answered as if it had none, but OpenSSL's
   * complaint stays with the connection and stalls it from its second request on.
   */
  watch(server: TlsServer): void {
    server.on('secureConnection', (socket) => {
      if (String(socket.authorizationError) === 'CERT_SIGNATURE_FAILURE') socket.destroy()
    })
  }

  trust(authorities: readonly X509Certificate[]): void {
    this.#authorities = authorities
  }

  /** The verified certificate of the request's connection, read at most once for each connection and CA file. */
  of(request: IncomingMessage): ClientCertificate | undefined {
    const { socket } = request
    if (!(socket instanceof TLSSocket) || this.#proxied(request)) return undefined
    const seen = this.#seen.get(socket)
    if (seen?.authorities === this.#authorities) return seen.certificate
    const certificate = verified(socket, this.#authorities)
    this.#seen.set(socket, { authorities: this.#authorities, certificate })
    return certificate
  }
}

function verified(socket: TLSSocket, authorities: readonly X509Certificate[]): ClientCertificate | undefined {
  // `authorized` alone says nothing: Node also sets it for a session that was resumed and never had a certificate.
  const shown = socket.authorized ? socket.getPeerX509Certificate() : undefined
  if (shown === undefined || !isIssuedBy(shown, authorities)) return undefined
  return {
    publicKey: publicKeyHash(shown),
    fingerprint: shown.fingerprint256.replaceAll(':', '').toLowerCase(),
    untilMs: Date.parse(shown.validTo),
  }
}

/** SHA-256 of the SubjectPublicKeyInfo. */
function publicKeyHash(certificate: X509Certificate): Buffer {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
}

/** By one that stands in the file itself: what a CA below it issues counts when that one was named too. */
function isIssuedBy(leaf: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return authorities.some((ca) => leaf.checkIssued(ca) && leaf.verify(ca.publicKey))
}
