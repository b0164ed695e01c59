import { fromBase64, fromHex } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { rootFromInclusion } from '../merkle/inclusion.ts'
import { verifyEd25519 } from '../note/ed25519.ts'
import { batchSigningInput, laneHead } from './lane-head.ts'
import type { LogPromise } from './promise.ts'

/** The head of the batch that a promise is about, from its leaf, path and count. Throws `promise_malformed`. */
export function promisedHead(promise: LogPromise): Uint8Array {
  const path = promise.path.map((hash) => fromHex(hash, 32))
  const root = rootFromInclusion(promise.pos, promise.count, fromHex(promise.leaf, 32), path)
  if (root === undefined)
    throw new ProofError('promise_malformed', 'the path does not fit position and count')
  return laneHead({
    lane: fromHex(promise.lane, 16),
    batch: promise.batch,
    count: promise.count,
    root,
    prev: fromHex(promise.prev, 32),
  })
}

/**
 * Checks that a trusted process key signed this promise (as `readPromise` or `parsePromise` gave it).
 * `trusted`: raw public keys in lower-case hex, as the log endorses them.
 * Throws `promise_key_untrusted`, `promise_malformed` or `promise_signature_invalid`.
 */
export async function verifyPromise(promise: LogPromise, trusted: Iterable<string>): Promise<void> {
  let known = false
  for (const key of trusted) if (key === promise.key) known = true
  if (!known) throw new ProofError('promise_key_untrusted', 'the promise is by a key that is not trusted')
  const message = batchSigningInput(promise.origin, promisedHead(promise), promise.due)
  if (!(await verifyEd25519(fromHex(promise.key, 32), message, fromBase64(promise.sig)))) {
    throw new ProofError('promise_signature_invalid', 'the signature does not fit the promise')
  }
}
