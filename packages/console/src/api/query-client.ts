import { AzukariApiError, AzukariConnectionError } from '@azukari/sdk'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { say } from '../components/announcer/said.ts'
import { statusNow } from './status.ts'

export interface Signals {
  /** A request was answered as if nobody were signed in: find out whether that is so. */
  readonly doubtSession: () => void
  readonly reachable: (yes: boolean) => void
  /** Nothing but confirming or enrolling a company device is answered in this session. */
  readonly deviceNeeded: () => void
}

/** The cache of what was read. It lives in memory only and is emptied with the session. */
export function createQueryClient(signals: Signals): QueryClient {
  const failed = (error: unknown) => {
    if (error instanceof AzukariConnectionError) signals.reachable(false)
    else signals.reachable(true)
    // A wrong password or code is a 401 too; asking who is signed in tells them apart. One factor may have taken the place of two in another tab.
    if (!(error instanceof AzukariApiError)) return
    if (error.status === 401 || error.code === 'second_factor_needed') signals.doubtSession()
    if (error.code === 'device_needed') signals.deviceNeeded()
  }
  const succeeded = () => signals.reachable(true)
  const changed = () => {
    succeeded()
    // Whatever was changed, a clause may measure it.
    void client.invalidateQueries({ queryKey: statusNow.queryKey })
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: failed, onSuccess: succeeded }),
    mutationCache: new MutationCache({
      onError: failed,
      onSuccess: changed,
      // After all that the mutation itself does then, such as closing the dialog that it was begun in.
      onSettled: (_data, error, _variables, _result, { meta }) => {
        if (error === null && meta?.done !== undefined) say(meta.done)
      },
    }),
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
  return client
}
