import { useMutation } from '@tanstack/react-query'
import type { FactorName } from '../../api/people.ts'
import { usePasskey } from '../../components/passkey.ts'
import { redeemReset, resetOptions } from './api.ts'

export interface NewPassword {
  readonly password: string
  readonly by: FactorName
  /** Nothing for a passkey. */
  readonly code: string
}

/** The new password and the proof of a second factor, sent as one. A passkey's question is asked for anew each time: it is answered once. */
export function useReset(token: string, done: () => Promise<void>) {
  const { use } = usePasskey()
  return useMutation({
    async mutationFn({ password, by, code }: NewPassword) {
      if (by !== 'passkey') return redeemReset({ body: { token, password, proof: { kind: by, code } } })
      const { passkey } = await resetOptions({ body: { token } })
      const response = await use(passkey)
      return redeemReset({ body: { token, password, proof: { kind: by, response } } })
    },
    onSuccess: done,
    gcTime: 0,
  })
}
