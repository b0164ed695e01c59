import { opendir } from 'node:fs/promises'
import { join } from 'node:path'

/** What others wrote or a tool made, and the history: a scan of what is in the tree looks past them. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn'])

/** Every regular file below a directory, by its path from there with `/`, in no order. Links are not followed: they may lead anywhere. */
export async function* walkFiles(root: string, below = ''): AsyncGenerator<string> {
  for await (const entry of await opendir(join(root, below))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      if (!LEFT_OUT.has(entry.name)) yield* walkFiles(root, path)
    } else if (entry.isFile()) yield path
  }
}
