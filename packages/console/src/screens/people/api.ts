import { operation, type Page } from '../../api/server.ts'

export interface PersonItem {
  readonly id: string
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly state: 'invited' | 'active' | 'suspended' | 'left'
  readonly source: string
  readonly factors: readonly string[]
  readonly lastSeen?: string | null
  readonly roles: readonly string[]
  readonly created: string
}

export interface PersonSession {
  readonly id: string
  readonly created: string
  readonly seen: string
  readonly until: string
  readonly amr: readonly string[]
  readonly address: string
}

export interface Invitation {
  readonly id: string
  readonly link: string
  readonly expires: string
}

interface OfPerson {
  readonly person: string
}

export const listPeople = operation<{ after?: string; limit?: number }, Page<PersonItem>>('GET', '/people', {
  query: ['after', 'limit'],
})
export const invite = operation<
  { body: { name: string; userName: string; email: string; locale: string } },
  Invitation
>('POST', '/people/invitations')
export const suspend = operation<OfPerson, unknown>('POST', '/people/{person}/suspend')
export const resume = operation<OfPerson, unknown>('POST', '/people/{person}/resume')
export const revokeSessions = operation<OfPerson, unknown>('POST', '/people/{person}/sessions/revoke')
export const sessionsOf = operation<{ person: string }, Page<PersonSession>>(
  'GET',
  '/people/{person}/sessions',
)
export const offBoard = operation<{ person: string; body: { reason: string; handOver?: string } }, unknown>(
  'POST',
  '/people/{person}/off-board',
)
