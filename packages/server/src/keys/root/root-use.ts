/** One use of a root key. Ids are lower-case hex of our opaque ids; nothing else says whose data it is. */
export interface RootUse {
  readonly id: string
  readonly operation: 'create-epoch' | 'wrap' | 'unwrap' | 'destroy-epoch'
  readonly provider: string
  readonly epoch: string
  /** What is wrapped: absent when the epoch itself is made or destroyed. */
  readonly level?: 'tenant-key' | 'secret'
  readonly tenant?: string
  readonly name?: string
  readonly version?: number
  readonly atMs: number
}

export interface RootUseEnd extends RootUse {
  readonly outcome: 'success' | 'failure'
  /** The error's code, when it failed. */
  readonly code?: string
  readonly tookMs: number
}

/**
 * Where uses of the root key are written down; `app.ts` fills it from the audit room. `intent` is awaited before the provider is called, and
 * when it fails the provider is not called; when `done` fails the result is withheld.
 */
export interface RootUseLog {
  intent(use: RootUse): Promise<void>
  done(use: RootUseEnd): Promise<void>
}
