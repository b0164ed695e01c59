import { scimVersionMismatch } from './errors.ts'

const tagsOf = (header: string): string[] => header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))

/** Whether a condition names the version: weakly, since one resource has many equal forms (RFC 7644 §3.14, RFC 9110 §8.8.3.2). */
export function names(header: string, version: number): boolean {
  return tagsOf(header).some((tag) => tag === '*' || tag === `"${version}"`)
}

/** Throws `scim_version_mismatch` when `If-Match` names another version. */
export function requireVersion(ifMatch: string | undefined, version: number): void {
  if (ifMatch !== undefined && !names(ifMatch, version))
    throw scimVersionMismatch('somebody changed it since it was read', { fix: 'read it again' })
}
