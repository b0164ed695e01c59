import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSession } from '../../session/session.tsx'
import { choosePolicy } from './api.ts'

/** Puts another of the policies that come with the program in force. `chosen` is called before this person is asked to accept it. */
export function useChoosePolicy(chosen: () => void) {
  const queries = useQueryClient()
  const { renew } = useSession()
  return useMutation({
    mutationFn: (policy: string) => choosePolicy(policy),
    onSuccess: async () => {
      // Collections, purposes and roles are the other policy's from here on: what was read before is not shown again.
      queries.removeQueries({ queryKey: ['collections'] })
      await queries.invalidateQueries()
      chosen()
      await renew()
    },
  })
}
