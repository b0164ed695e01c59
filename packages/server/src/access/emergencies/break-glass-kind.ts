import { z } from 'zod'
import { requestInvalid } from '../errors.ts'
import type { RequestKind } from '../requests/request-kind.ts'

export const BREAK_GLASS_REVIEW = 'break-glass-review'

/** Who became administrator by the machine's operator, and by which assignments. */
export interface BreakGlassPayload extends Readonly<Record<string, unknown>> {
  readonly person: string
  readonly assignments: readonly string[]
  /** Somebody could still manage access, but was said not to be able to come in. */
  readonly lockedOut: boolean
  /** `req_…` of those whose place it took: made by break-glass as well, and never come. */
  readonly replaces: readonly string[]
}

/**
 * What the machine's operator did with `azukari break-glass`, for another person to look at. Nobody asks for it: the command leaves it, done already.
 * It is reviewed as any emergency is.
 */
export function breakGlassKind(): RequestKind<unknown, BreakGlassPayload> {
  return {
    kind: BREAK_GLASS_REVIEW,
    requestAction: 'approve-access',
    approveAction: 'approve-access',
    input: z.unknown(),
    subject: ({ person }) => person,
    beneficiaries: ({ person }) => [person],
    async prepare() {
      throw requestInvalid('only the command azukari break-glass leaves one')
    },
    async run() {
      return undefined
    },
  }
}
