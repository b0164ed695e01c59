import autocannon from 'autocannon'

export interface LoadRequest {
  readonly method: 'PUT' | 'POST'
  readonly path: string
  readonly body: string
}

export interface LoadResult {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** How long a load lasts: for some seconds, or for a number of requests. */
export type LoadLength = { readonly seconds: number } | { readonly requests: number }

/** Closed-loop load. Throws when anything but 2xx came back: an error counts as no request. */
export async function runLoad(
  url: string,
  key: string | undefined,
  connections: number,
  length: LoadLength,
  next: () => LoadRequest,
): Promise<LoadResult> {
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  }
  const result = await autocannon({
    url,
    connections,
    ...('seconds' in length ? { duration: length.seconds } : { amount: length.requests }),
    requests: [
      { setupRequest: (request) => ({ ...request, headers: { ...request.headers, ...headers }, ...next() }) },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0 || result.timeouts > 0) {
    throw new Error(
      `${result.non2xx} answers were not 2xx, ${result.errors} errors, ${result.timeouts} timeouts`,
    )
  }
  return {
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}
