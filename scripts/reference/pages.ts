import { join } from 'node:path'
import { apiPage } from './api.ts'
import { cliPage } from './cli.ts'
import { errorsPage } from './errors.ts'
import { readDocument } from './read-document.ts'

export interface Page {
  readonly name: string
  readonly file: string
  readonly make: () => string | Promise<string>
}

const DIRECTORY = join(import.meta.dirname, '../../docs/reference')

/** The documents that are written by the program itself. */
export const PAGES: readonly Page[] = [
  { name: 'errors.md', file: join(DIRECTORY, 'errors.md'), make: errorsPage },
  { name: 'cli.md', file: join(DIRECTORY, 'cli.md'), make: cliPage },
  { name: 'api.md', file: join(DIRECTORY, 'api.md'), make: async () => apiPage(await readDocument()) },
]
