import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createKey, type Key, listKeys, revokeKey, rotateKey } from './api.ts'

/** Keys of a service, and what is done to them. A new one is `secret` until it is put away, and in no cache. */
export function useKeys(service: string) {
  const queries = useQueryClient()
  const keys = useQuery({ queryKey: ['keys', service], queryFn: () => listKeys({ service, limit: 200 }) })
  const [secret, setSecret] = useState<string | undefined>(undefined)
  const again = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['keys'] }),
      queries.invalidateQueries({ queryKey: ['services'] }),
    ])
  }
  const make = useMutation({
    mutationFn: (replaces: Key | undefined) =>
      replaces ? rotateKey({ key: replaces.id, body: {} }) : createKey({ service, body: {} }),
    async onSuccess({ key }) {
      setSecret(key)
      make.reset()
      await again()
    },
    gcTime: 0,
  })
  const revoke = useMutation({
    mutationFn: (key: Key) => revokeKey({ key: key.id }),
    onSuccess: again,
    meta: { done: 'revoked' },
  })
  return { keys, secret, putAway: () => setSecret(undefined), make, revoke }
}
