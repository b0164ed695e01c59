import { AzukariApiError, AzukariConnectionError } from '@azukari/sdk'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

export interface Signals {
  /** A request was answered as if nobody were signed in: find out whether that is so. */
  readonly doubtSession: () => void
  readonly reachable: (yes: boolean) => void
}

/** The cache of what was read. It lives in memory only and is emptied with the session. */
export function createQueryClient(signals: Signals): QueryClient {
  const failed = (error: unknown) => {
    if (error instanceof AzukariConnectionError) signals.reachable(false)
    else signals.reachable(true)
    // A wrong password or code is a 401 too; asking who is signed in tells them apart.
    if (error instanceof AzukariApiError && error.status === 401) signals.doubtSession()
  }
  const succeeded = () => signals.reachable(true)
  return new QueryClient({
    queryCache: new QueryCache({ onError: failed, onSuccess: succeeded }),
    mutationCache: new MutationCache({ onError: failed, onSuccess: succeeded }),
    defaultOptions: {
      queries: {
        // The client below has tried again already, and the state of the network is learnt from the server's answers alone.
        retry: false,
        networkMode: 'always',
        staleTime: 5_000,
        gcTime: 300_000,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
