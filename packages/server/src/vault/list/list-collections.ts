import type { Sql } from '../../platform/db.ts'
import type { AppliedPolicy, CollectionModel, FieldModel, PurposeModel } from '../../policy/index.ts'

export interface ListedCollection {
  readonly collection: CollectionModel
  readonly fields: readonly (FieldModel & {
    readonly personal: boolean
    readonly purposes: readonly string[]
  })[]
  readonly purposes: readonly PurposeModel[]
  /** Records of the tenant, counted up to a million. */
  readonly records: { readonly count: number; readonly more: boolean }
}

const MOST_COUNTED = 1_000_000

// By the index alone, and no further than anybody reads a figure to the last digit.
const COUNT = {
  name: 'vault-count-records',
  text: `SELECT count(*) AS records FROM (
    SELECT FROM vault.record WHERE tenant = $1 AND collection = $2 AND collection > 0 LIMIT ${MOST_COUNTED + 1}
  ) r`,
}

/** The collections of the policy in force as the tenant has them: what is kept, for what, how it is shown and searched, and how many. */
export async function listCollections(
  sql: Sql,
  applied: AppliedPolicy,
  tenant: number,
): Promise<ListedCollection[]> {
  const { model, numbers } = applied
  const listed: ListedCollection[] = []
  for (const collection of byName(model.collections)) {
    const [row] = await sql.query<{ records: number }>(COUNT, [tenant, numbers.collection[collection.name]])
    const counted = row?.records ?? 0
    const classes = new Set(collection.fields.map((f) => f.class))
    const purposes = byName(model.purposes).filter((p) => p.classes.some((c) => classes.has(c)))
    const fields = collection.fields.map((field) => ({
      ...field,
      personal: model.classes[field.class]?.personal ?? true,
      purposes: purposes.filter((p) => p.classes.includes(field.class)).map((p) => p.name),
    }))
    const records = { count: Math.min(counted, MOST_COUNTED), more: counted > MOST_COUNTED }
    listed.push({ collection, fields, purposes, records })
  }
  return listed
}

// A model that was stored comes back with its names in another order.
const byName = <T extends { readonly name: string }>(named: Readonly<Record<string, T>>): T[] =>
  Object.values(named).sort((a, b) => (a.name < b.name ? -1 : 1))
