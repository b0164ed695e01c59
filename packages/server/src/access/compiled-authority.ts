import type { Allow } from './denials.ts'

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
}

export interface CompiledGrant {
  readonly fields: ReadonlySet<string>
  readonly masked: boolean
  readonly fromMs: number
  readonly untilMs: number
  /** The answer, made once: deciding allocates nothing. */
  readonly allow: Allow
}

/** One principal's grants in one tenant, as they stood at a generation of the tenant's authority. */
export interface CompiledAuthority {
  readonly generation: number
  /** Action → collection ('' for none) → purpose ('' for none) → grants, in the order of their ids. */
  readonly grants: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, readonly CompiledGrant[]>>>
}

export const NONE = ''

export function compileAuthority(generation: number, grants: readonly Grant[]): CompiledAuthority {
  const actions = new Map<string, Map<string, Map<string, CompiledGrant[]>>>()
  for (const grant of [...grants].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const collections = within(actions, grant.action, () => new Map<string, Map<string, CompiledGrant[]>>())
    const purposes = within(collections, grant.collection ?? NONE, () => new Map<string, CompiledGrant[]>())
    within(purposes, grant.purpose ?? NONE, (): CompiledGrant[] => []).push({
      fields: new Set(grant.fields),
      masked: grant.masked,
      fromMs: grant.fromMs,
      untilMs: grant.untilMs,
      allow: Object.freeze({ allow: true, grant: grant.id }),
    })
  }
  return { generation, grants: actions }
}

function within<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
