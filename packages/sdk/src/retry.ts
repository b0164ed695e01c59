/** When and how long to wait before a request is sent again. */
export interface RetryOptions {
  /** Including the first. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
}

export const DEFAULT_RETRY: RetryOptions = { attempts: 4, firstDelayMs: 200, longestDelayMs: 5_000 }

/**
 * Milliseconds before attempt `n` (1 for the second): a random share of a doubling span, so that clients refused together do not
 * come back together; not less than the server asked for with Retry-After (seconds), as far as `longestDelayMs`.
 */
export function delayBefore(
  n: number,
  options: RetryOptions,
  retryAfter: string | null,
  random = Math.random,
): number {
  const span = Math.min(options.longestDelayMs, options.firstDelayMs * 2 ** (n - 1))
  const asked = retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0
  return Math.min(options.longestDelayMs, Math.max(asked, random() * span))
}

/** Waits, or rejects with the signal's reason as soon as it aborts. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
