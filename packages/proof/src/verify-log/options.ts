import type { LogPromise } from '../lane/promise.ts'
import type { LaneStates } from './lane-checker.ts'
import type { Problem } from './problems.ts'

/** One entry as the verifier passes it on. */
export interface LogEntry {
  readonly index: number
  readonly leaf: Uint8Array
  /** Canonical JSON. */
  readonly text: string
}

export interface VerifyOptions {
  /** Verifier keys (`name+id+key`) of the log; a checkpoint must be signed by the one named as its origin. */
  readonly keys: readonly string[]
  /** The origin to insist on; otherwise the key's name decides. */
  readonly origin?: string
  /** Checkpoints (signed notes) that were seen before. */
  readonly earlier?: Iterable<string | Uint8Array>
  /** Promises that were received; each one's entry must be in the log. */
  readonly promises?: Iterable<LogPromise | string>
  /**
   * Process keys (hex) whose promises count; without them a promise's signature is not checked. Looked at
   * when the last entry was read, so that `onEntry` can fill a set from the endorsements in the log.
   */
  readonly processKeys?: Iterable<string>
  /** Milliseconds since 1970 UTC. With it, a missing entry whose promise is not yet due is no problem. */
  readonly now?: number
  /** Entries below this index may be missing (their hashes may not). Default 0: none. */
  readonly prunedBelow?: number
  /** Reads from an entry that it announced pruning below an index; believed up to that entry's own index. */
  readonly pruneBound?: (entry: LogEntry) => number | undefined
  /** Where lanes stood at the first entry that is still there. Default: every lane begins with batch 1. */
  readonly lanes?: LaneStates
  /** Called for every entry that is canonical JSON, in order. */
  readonly onEntry?: (entry: LogEntry) => void
  readonly onProgress?: (done: number, size: number) => void
  /** Stop after this many problems. Default 10,000. */
  readonly maxProblems?: number
}

/** The outcome. `ok` means: everything was read, and there is no problem. */
export interface VerifyReport {
  readonly ok: boolean
  readonly origin?: string
  readonly size: number
  /** Root of the checkpoint in hex; empty where there is none. */
  readonly root: string
  /** Entries read and found canonical. */
  readonly entries: number
  /** Entries that were pruned with leave. */
  readonly pruned: number
  readonly problems: readonly Problem[]
  /** True when it stopped because of the number of problems. */
  readonly truncated: boolean
  /** Promises whose entry is missing and not yet due. */
  readonly pending: readonly LogPromise[]
  /** Where each lane stands. */
  readonly lanes: LaneStates
}
