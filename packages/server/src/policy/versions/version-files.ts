import type { Sql } from '../../platform/db.ts'
import { versionNotFound } from '../errors.ts'
import type { PolicyFiles } from '../parse/read-policy-directory.ts'

/** The files of an applied version, byte for byte. Throws `policy_version_not_found`. */
export async function readVersionFiles(sql: Sql, version: number): Promise<PolicyFiles> {
  const [row] = await sql.query<{ files: Record<string, string> }>(
    {
      text: 'SELECT p.files FROM policy.version v JOIN policy.proposal p ON p.id = v.proposal WHERE v.version = $1',
    },
    [version],
  )
  if (!row) throw versionNotFound(`there is no version ${version}`)
  return new Map(Object.entries(row.files).map(([path, base64]) => [path, Buffer.from(base64, 'base64')]))
}

export const filesToJson = (files: PolicyFiles): string =>
  JSON.stringify(
    Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')])),
  )
