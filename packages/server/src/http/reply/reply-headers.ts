/**
 * Headers of every reply. Nothing is cacheable, framed, sniffed or run unless a route says so by giving the header itself.
 * Sources: OWASP ASVS 5 V3.4; RFC 6797 for HSTS, which a server may send over TLS only.
 */
export class ReplyHeaders {
  readonly #pairs: readonly (readonly [string, string])[]
  readonly #json: readonly string[]

  constructor(secure: boolean) {
    this.#pairs = [
      ['content-type', 'application/json'],
      ['cache-control', 'no-store'],
      ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
      ['cross-origin-resource-policy', 'same-origin'],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
      ...(secure ? ([['strict-transport-security', 'max-age=63072000; includeSubDomains']] as const) : []),
    ]
    this.#json = this.#pairs.flat()
  }

  /** A flat list as `writeHead` takes it: what every reply has, replaced and completed by `own` (lower-case names). */
  list(own: Readonly<Record<string, string>> | undefined): string[] {
    if (own === undefined) return this.#json.slice()
    const list: string[] = []
    for (const [name, value] of this.#pairs) if (own[name] === undefined) list.push(name, value)
    for (const name in own) list.push(name, own[name] as string)
    return list
  }
}
