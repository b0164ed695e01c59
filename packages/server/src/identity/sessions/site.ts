/**
 * Where people reach this server: the origin their browsers show, which passkeys, links and sign-on are bound to. Configured, or, on a machine of
 * one's own, `http://localhost` with the port that is listened on. Never taken from a request.
 */
export class Site {
  #origin: string | undefined

  /** @param url the configured public address, if there is one */
  constructor(url: string | undefined) {
    this.#origin = url === undefined ? undefined : new URL(url).origin
  }

  /** Tells what is listened on; counts only when nothing was configured. */
  listening(url: string): void {
    if (this.#origin !== undefined) return
    const { protocol, port, hostname } = new URL(url)
    // A passkey cannot be bound to an address, only to a name; a browser takes `localhost` for this machine without asking anyone.
    const host = ['127.0.0.1', '[::1]', '0.0.0.0', '[::]'].includes(hostname) ? 'localhost' : hostname
    this.#origin = `${protocol}//${host}${port === '' ? '' : `:${port}`}`
  }

  get origin(): string {
    return this.#origin ?? 'http://localhost'
  }

  /** Relying party id (WebAuthn): the host without a port. */
  get host(): string {
    return new URL(this.origin).hostname
  }
}
