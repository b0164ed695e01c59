import { operation } from '../../api/server.ts'

export interface ExplainAsked {
  readonly principal: string
  readonly action: string
  readonly collection?: string
  readonly fields?: readonly string[]
  readonly purpose?: string
  readonly masked?: boolean
  readonly at?: string
}

export interface Explained {
  readonly allowed: boolean
  readonly grant?: string
  readonly clause?: string
  readonly reason?: string
  readonly why?: string
  readonly policy: number
  readonly considered: readonly { readonly grant: string; readonly role?: string; readonly answers: string }[]
}

export interface Can {
  readonly principal: string
  readonly by: string
  readonly role?: string
  readonly case?: string
  readonly purpose: string
  readonly masked: boolean
  readonly until: string
}

export interface WhatCan {
  readonly policy: number
  readonly actions: readonly {
    readonly action: string
    readonly by: string
    readonly role?: string
    readonly until: string
  }[]
  readonly collections: readonly {
    readonly action: string
    readonly collection: string
    readonly fields: readonly string[]
    readonly purpose: string | null
    readonly masked: boolean
    readonly by: string
    readonly role?: string
    readonly case?: string
    readonly until: string
  }[]
}

export const explain = operation<{ body: ExplainAsked }, Explained>('POST', '/access/explain')
export const whoCan = operation<
  { collection: string; field: string; purpose?: string; masked?: 'true'; at?: string },
  { readonly policy: number; readonly items: readonly Can[] }
>('GET', '/access/who', { query: ['collection', 'field', 'purpose', 'masked', 'at'] })
export const whatCan = operation<{ principal: string; at?: string }, WhatCan>('GET', '/access/what', {
  query: ['principal', 'at'],
})
