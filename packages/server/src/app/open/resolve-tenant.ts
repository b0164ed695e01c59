import type { Database } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { parseId } from '../../platform/ids.ts'

const REMEMBERED = 10_000

/** The number of the tenant that a path names by id or by name. Found ones are remembered: a tenant keeps its number for ever. */
export function resolveTenant(
  database: Database,
): (text: string) => Promise<number | undefined> | number | undefined {
  const known = new Map<string, number>()
  return (text) => known.get(text) ?? look(database, known, text)
}

async function look(
  database: Database,
  known: Map<string, number>,
  text: string,
): Promise<number | undefined> {
  const id = idOf(text)
  const [row] = await database.across.read.query<{ tenant: number }>(
    { name: 'app-resolve-tenant', text: 'SELECT tenant FROM keys.tenant WHERE id = $1 OR slug = $2' },
    [id, id === null ? text : null],
  )
  if (row === undefined) return undefined
  if (known.size >= REMEMBERED) known.clear()
  known.set(text, row.tenant)
  return row.tenant
}

function idOf(text: string): Buffer | null {
  try {
    return parseId('ten', text)
  } catch (error) {
    if (isAzukariError(error, 'malformed_id')) return null
    throw error
  }
}
