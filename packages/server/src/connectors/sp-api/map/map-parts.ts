/**
 * How a format is written down: path of a leaf in the input → where it goes. `[]` in a path is each element of an array. A target is a field,
 * or `field#path` for a place inside a JSON field, where the n-th `{}` or `[]` belongs to the n-th `[]` of the input: `{}` is a member named
 * by the element's own id, `[]` an array in the order of the input. The target `@id` is the order's id and `@drop` is of no use to anybody.
 */
export type LeafMap = Readonly<Record<string, string>>

/** The same leaves under another path, each to a place named by `to`. */
export function under(prefix: string, leaves: LeafMap, to: (target: string) => string): LeafMap {
  return Object.fromEntries(Object.entries(leaves).map(([path, target]) => [`${prefix}.${path}`, to(target)]))
}

/** Leaves of the same names on both sides: `{a: 'a'}`. Pairs may be renamed with `from=to`. */
export function leaves(names: string): LeafMap {
  const pairs = names
    .trim()
    .split(/\s+/)
    .map((name) => name.split('='))
  return Object.fromEntries(pairs.map(([from = '', to = from]) => [from, to]))
}

/** Leaves that all go inside one JSON field, at `place` in it. */
export function into(field: string, place: string, prefix: string, list: LeafMap): LeafMap {
  return under(prefix, list, (target) => `${field}#${place === '' ? '' : `${place}.`}${target}`)
}
