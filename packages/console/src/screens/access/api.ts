import { server } from '../../api/server.ts'

export interface ExplainAsked {
  readonly principal: string
  readonly action: string
  readonly collection?: string | undefined
  readonly fields?: readonly string[] | undefined
  readonly purpose?: string | undefined
  readonly masked?: boolean | undefined
  readonly at?: string | undefined
}

export interface Explained {
  readonly allowed: boolean
  readonly grant?: string | undefined
  readonly clause?: string | undefined
  readonly reason?: string | undefined
  readonly why?: string | undefined
  readonly policy: number
  readonly considered: readonly {
    readonly grant: string
    readonly role?: string | undefined
    readonly answers: string
  }[]
}

export interface Can {
  readonly principal: string
  readonly by: string
  readonly role?: string | undefined
  readonly case?: string | undefined
  readonly purpose: string
  readonly masked: boolean
  readonly until: string
}

export interface WhatCan {
  readonly policy: number
  readonly actions: readonly {
    readonly action: string
    readonly by: string
    readonly role?: string | undefined
    readonly until: string
  }[]
  readonly collections: readonly {
    readonly action: string
    readonly collection: string
    readonly fields: readonly string[]
    readonly purpose: string | null
    readonly masked: boolean
    readonly by: string
    readonly role?: string | undefined
    readonly case?: string | undefined
    readonly until: string
  }[]
}

export const explain = server.accessExplain
export const whoCan = server.accessWho
export const whatCan = server.accessWhat
