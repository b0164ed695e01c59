/** What one client may take. Times in milliseconds, sizes in bytes. */
export interface HttpLimits {
  /** Body of a route that declares no limit of its own. */
  readonly bodyBytes: number
  readonly headerBytes: number
  /** Characters of one path parameter after decoding. */
  readonly parameterLength: number
  readonly jsonDepth: number
  /** From the first byte (or the connection) to the end of the headers. */
  readonly headersMs: number
  /** A whole body, or the gap between two chunks of a streamed one. */
  readonly bodyMs: number
  /** How long a reply waits for a client that does not read. */
  readonly slowReaderMs: number
  /** A connection on which nothing moves at all. */
  readonly idleMs: number
  readonly keepAliveMs: number
  readonly connections: number
  /** How long the rest of a refused body is read and thrown away, so that the client gets to see the refusal. */
  readonly lingerMs: number
  /** How often Node looks for connections that ran out of time. */
  readonly checkEveryMs: number
}

/** What holds where `createServer` is told nothing else. */
export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 1 << 20,
  headerBytes: 16 << 10,
  parameterLength: 256,
  jsonDepth: 64,
  headersMs: 15_000,
  bodyMs: 30_000,
  slowReaderMs: 60_000,
  idleMs: 300_000,
  keepAliveMs: 65_000,
  connections: 10_000,
  lingerMs: 2_000,
  checkEveryMs: 2_000,
}
