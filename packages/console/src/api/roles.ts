import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useLanguage } from '../i18n/language.tsx'
import { operation, type Page } from './server.ts'

export interface Role {
  readonly name: string
  readonly title?: { readonly en: string; readonly ja: string }
  readonly actions: readonly string[]
  readonly grants: readonly {
    readonly action: string
    readonly collection: string
    readonly fields: readonly string[]
    readonly purpose: string | null
    readonly masked: boolean
  }[]
}

export interface Assignment {
  readonly id: string
  readonly principal: string
  readonly role: string
  readonly from: string
  readonly until: string
  readonly state: 'live' | 'not-begun' | 'ended' | 'revoked'
  readonly approvedBy: string | null
  readonly bootstrap: boolean
}

export const listRoles = operation<Record<never, never>, Page<Role>>('GET', '/roles')
export const listAssignments = operation<
  { principal?: string; live?: 'true'; after?: string; limit?: number },
  Page<Assignment>
>('GET', '/assignments', { query: ['principal', 'live', 'after', 'limit'] })

export const revokeAssignment = operation<{ assignment: string }, unknown>(
  'POST',
  '/assignments/{assignment}/revoke',
)

/** A role's name as the policy writes it in the person's language. */
export function useRoleTitle(): (role: string) => string {
  const { language } = useLanguage()
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => listRoles({}), staleTime: 60_000 })
  const items = roles.data?.items
  return useCallback(
    (name) => items?.find((r) => r.name === name)?.title?.[language] ?? name,
    [items, language],
  )
}
