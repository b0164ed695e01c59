import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/** The commit a checkout stands at, read from the files that git keeps it in: git itself need not be there. Undefined where none can be told. */
export async function readCommit(root: string): Promise<string | undefined> {
  const git = await gitDirectory(root)
  const head = await textOf(join(git, 'HEAD'))
  if (head === undefined) return undefined
  if (COMMIT.test(head)) return head
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1]
  if (ref === undefined || ref.includes('..')) return undefined
  // A work tree beside the first one shares the refs of that.
  const common = await textOf(join(git, 'commondir'))
  const places = common === undefined ? [git] : [git, resolve(git, common)]
  for (const place of places) {
    const loose = await textOf(join(place, ref))
    if (loose !== undefined && COMMIT.test(loose)) return loose
    const packed = await textOf(join(place, 'packed-refs'))
    const line = packed?.split('\n').find((l) => l.endsWith(` ${ref}`))
    const commit = line?.split(' ')[0]
    if (commit !== undefined && COMMIT.test(commit)) return commit
  }
  return undefined
}

async function gitDirectory(root: string): Promise<string> {
  const path = join(root, '.git')
  const link = /^gitdir: (.+)$/.exec((await textOf(path)) ?? '')?.[1]
  return link === undefined ? path : resolve(root, link)
}

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.trimEnd(),
    () => undefined,
  )
