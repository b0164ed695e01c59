import type { Allow } from '../decision/denials.ts'

/** A grant as a decision needs it. `collection` is null for an action that is not about one. */
export interface Grant {
  /** Public id: `grt_…`. */
  readonly id: string
  readonly action: string
  readonly collection: string | null
  readonly fields: readonly string[]
  readonly purpose: string | null
  readonly masked: boolean
  /** From this millisecond … */
  readonly fromMs: number
  /** … and no longer at this one. */
  readonly untilMs: number
  /** Public id of the case that it was made for; it counts only where that case is named. */
  readonly caseId?: string | undefined
}

/** Somebody has a role. What that lets them do is said by the policy that a question is asked under. */
export interface Assignment {
  /** Public id: `asg_…`. */
  readonly id: string
  readonly role: string
  readonly fromMs: number
  readonly untilMs: number
}

export interface CompiledGrant {
  readonly fields: ReadonlySet<string>
  readonly masked: boolean
  readonly fromMs: number
  readonly untilMs: number
  readonly caseId: string | undefined
  /** The answer, made once: deciding allocates nothing. */
  readonly allow: Allow
}

export interface CompiledAssignment {
  readonly role: string
  readonly fromMs: number
  readonly untilMs: number
  readonly allow: Allow
}

/** One principal's grants and roles in one tenant, as they stood at a generation of the tenant's authority. */
export interface CompiledAuthority {
  readonly generation: number
  /** A person: sees values that are not masked only in a case. */
  readonly person: boolean
  /** False for a person who has accepted no version of the policy yet: nothing of what they were given is held here, and nothing is allowed. */
  readonly accepted: boolean
  /** Action → collection ('' for none) → purpose ('' for none) → grants, in the order of their ids. */
  readonly grants: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, readonly CompiledGrant[]>>>
  /** In the order of their ids. */
  readonly assignments: readonly CompiledAssignment[]
}

export const NONE = ''

export interface Compile {
  readonly assignments?: readonly Assignment[]
  readonly person?: boolean
  /** Left out: they have accepted the policy, or are no person. */
  readonly accepted?: boolean
}

/** What somebody may do, sorted for deciding: by action, collection and purpose. Who has not accepted the policy may do nothing. */
export function compileAuthority(
  generation: number,
  grants: readonly Grant[],
  { assignments = [], person = false, accepted = true }: Compile = {},
): CompiledAuthority {
  if (!accepted) return { generation, person, accepted, grants: new Map(), assignments: [] }
  const actions = new Map<string, Map<string, Map<string, CompiledGrant[]>>>()
  for (const grant of byId(grants)) {
    const collections = within(actions, grant.action, () => new Map<string, Map<string, CompiledGrant[]>>())
    const purposes = within(collections, grant.collection ?? NONE, () => new Map<string, CompiledGrant[]>())
    within(purposes, grant.purpose ?? NONE, (): CompiledGrant[] => []).push({
      fields: new Set(grant.fields),
      masked: grant.masked,
      fromMs: grant.fromMs,
      untilMs: grant.untilMs,
      caseId: grant.caseId,
      allow: allowBy(grant.id),
    })
  }
  const compiled = byId(assignments).map(({ id, role, fromMs, untilMs }) => ({
    role,
    fromMs,
    untilMs,
    allow: allowBy(id),
  }))
  return { generation, person, accepted, grants: actions, assignments: compiled }
}

const allowBy = (id: string): Allow => Object.freeze({ allow: true, grant: id })

const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (a.id < b.id ? -1 : 1))

function within<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
