import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useLanguage } from '../i18n/language.tsx'
import { server } from './server.ts'

export interface Role {
  readonly name: string
  readonly title?: { readonly en: string; readonly ja: string } | undefined
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

export const listRoles = server.roleList
export const listAssignments = server.assignmentList

export const revokeAssignment = server.assignmentRevoke

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
