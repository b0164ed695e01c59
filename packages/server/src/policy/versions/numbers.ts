import type { Sql, Tx } from '../../platform/db.ts'
import type { PolicyModel } from '../model.ts'

export type NumberKind = 'collection' | 'class' | 'field' | 'group' | 'subject'

/** Number of each name that stored rows carry. Fields, groups and subjects are named `collection/name`. */
export type Numbers = Readonly<Record<NumberKind, Readonly<Record<string, number>>>>

/** Every name of a model that rows refer to by number. */
export function numberedNames(model: PolicyModel): { kind: NumberKind; name: string }[] {
  const names: { kind: NumberKind; name: string }[] = []
  for (const name of Object.keys(model.classes)) names.push({ kind: 'class', name })
  for (const c of Object.values(model.collections)) {
    names.push({ kind: 'collection', name: c.name })
    for (const f of c.fields) names.push({ kind: 'field', name: `${c.name}/${f.name}` })
    for (const g of c.groups) names.push({ kind: 'group', name: `${c.name}/${g.key}` })
    for (const s of Object.keys(c.subjects)) names.push({ kind: 'subject', name: `${c.name}/${s}` })
  }
  return names
}

/** Gives numbers to the names that have none yet. Runs under the lock of `policy.current`, so two appliers cannot give one number twice. */
export async function giveNumbers(tx: Tx, model: PolicyModel): Promise<void> {
  for (const { kind, name } of numberedNames(model)) {
    await tx.query(
      {
        text: `INSERT INTO policy.number (kind, name, number)
               SELECT $1, $2, coalesce(max(number), 0) + 1 FROM policy.number WHERE kind = $1
               ON CONFLICT (kind, name) DO NOTHING`,
      },
      [kind, name],
    )
  }
}

export async function readNumbers(sql: Sql): Promise<Numbers> {
  const rows = await sql.query<{ kind: NumberKind; name: string; number: number }>({
    text: 'SELECT kind, name, number FROM policy.number',
  })
  const numbers: Record<NumberKind, Record<string, number>> = {
    collection: Object.create(null),
    class: Object.create(null),
    field: Object.create(null),
    group: Object.create(null),
    subject: Object.create(null),
  }
  for (const { kind, name, number } of rows) numbers[kind][name] = number
  return numbers
}
