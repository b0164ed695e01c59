import { type AzukariError, defineError } from '../platform/errors.ts'

const fileUnusable = defineError('file_unusable', 400, 'A file or directory cannot be used')

const SAYS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  EISDIR: 'it is a directory, and a file is expected',
  ENOTDIR: 'it is a file, or lies below one, and a directory is expected',
  EEXIST: 'it is there already',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
}

/** What the system says of a path that somebody named on the command line, as an error of ours. Undefined for anything else. */
export function aboutFile(thrown: unknown): AzukariError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const { code, path: file } = thrown as NodeJS.ErrnoException
  const said = code !== undefined && Object.hasOwn(SAYS, code) ? SAYS[code] : undefined
  // Reading from a directory fails without telling which.
  if (said === undefined || (file === undefined && code !== 'EISDIR')) return undefined
  return fileUnusable(said, file === undefined ? { cause: thrown } : { where: { file }, cause: thrown })
}
