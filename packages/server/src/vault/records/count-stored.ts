import type { AcrossSql } from '../../platform/db.ts'
import type { Numbers, StoredFacts } from '../../policy/index.ts'

/**
 * What a plan has to know of stored data. Whether a record has a value in a field cannot be known without opening it, so where a collection holds
 * any record its fields and classes count as held.
 */
export async function countStored(sql: AcrossSql, numbers: Numbers): Promise<StoredFacts> {
  const rows = await sql.query<{ collection: number; records: number }>({
    text: 'SELECT collection, count(*) AS records FROM vault.record GROUP BY collection',
  })
  const byNumber = new Map(rows.map((row) => [row.collection, row.records]))
  const records = (collection: string) => byNumber.get(numbers.collection[collection] ?? 0) ?? 0
  return { records, values: records, cells: records }
}
