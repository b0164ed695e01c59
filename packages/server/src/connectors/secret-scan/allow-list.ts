import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { allowListInvalid } from './errors.ts'
import type { Finding } from './scan-file.ts'

/** Beside the tree it is about: what was looked at and is no secret, with the reason why. */
export const ALLOW_LIST = '.azukari-scan.yaml'

const schema = z.strictObject({
  allow: z.array(
    z.strictObject({
      path: z.string().min(1),
      rule: z.string().min(1),
      /** No more than so many: one that is added to the file is found. */
      count: z.int().min(1).default(1),
      reason: z.string().min(10),
    }),
  ),
})

export type AllowList = z.output<typeof schema>['allow']

/** Throws `allow_list_invalid`; nothing is allowed where there is no list. */
export async function readAllowList(root: string): Promise<AllowList> {
  const text = await readFile(join(root, ALLOW_LIST), 'utf8').catch((error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return []
  let content: unknown
  try {
    content = parse(text)
  } catch (cause) {
    throw allowListInvalid('it is not YAML', { where: { file: ALLOW_LIST }, cause })
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data.allow
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw allowListInvalid(wrong.slice(0, 5).join('; '), {
    where: { file: ALLOW_LIST },
    fix: 'each entry has path, rule, reason, and count when it is more than one',
  })
}

/** Takes out what the list allows in a file by a rule, as long as there are no more of it than it says; else all of them count. */
export function sortOut(
  findings: readonly Finding[],
  allow: AllowList,
): { readonly left: readonly Finding[]; readonly allowed: number } {
  const allowed = new Set<Finding>()
  for (const { path, rule, count } of allow) {
    const of = findings.filter((f) => f.path === path && f.rule === rule)
    if (of.length <= count) for (const finding of of) allowed.add(finding)
  }
  return { left: findings.filter((f) => !allowed.has(f)), allowed: allowed.size }
}
