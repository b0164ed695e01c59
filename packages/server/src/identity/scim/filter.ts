/** `[urn:]name[.sub]` (RFC 7644 figure 1). */
export interface AttributePath {
  readonly urn: string | undefined
  readonly name: string
  readonly sub: string | undefined
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'
export type CompareValue = string | number | boolean | null

/** A SCIM filter as a tree. It is evaluated over attributes in memory and never becomes text of a statement. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | {
      readonly kind: 'compare'
      readonly path: AttributePath
      readonly operator: CompareOperator
      readonly value: CompareValue
    }
  | { readonly kind: 'present'; readonly path: AttributePath }
  /** `path[filter]`: one of the values fulfils the filter, whose paths are the value's own. */
  | { readonly kind: 'some'; readonly path: AttributePath; readonly filter: Filter }

/** What a PATCH operation points at: `path`, `path[filter]` or `path[filter].sub`. */
export interface PatchPath {
  readonly path: AttributePath
  readonly filter: Filter | undefined
}
