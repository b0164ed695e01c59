import type { Caller } from '../platform/route.ts'

/** Asks for something that another person has to approve; the room above keeps requests. Throws what its kind throws. */
export type AskFor = (
  by: Caller,
  input: {
    readonly kind: string
    readonly payload: Readonly<Record<string, unknown>>
    readonly reason: string
  },
) => Promise<{ readonly id: string; readonly state: string }>
