import { server } from '../../api/server.ts'

export interface PersonItem {
  readonly id: string
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly state: 'invited' | 'active' | 'suspended' | 'left'
  readonly source: string
  readonly factors: readonly string[]
  readonly lastSeen?: string | null | undefined
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

export const listPeople = server.personList
export const invite = server.personInvite
export const inviteAgain = server.personInviteAgain
export const resetPassword = server.personResetPassword
export const suspend = server.personSuspend
export const resume = server.personResume
export const revokeSessions = server.personRevokeSessions
export const sessionsOf = server.personSessions
export const offBoard = server.personOffBoard
