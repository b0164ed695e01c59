import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { policyDirectoryInvalid } from '../errors.ts'
import { didYouMean } from '../names.ts'
import type { Problem } from '../problem.ts'
import { MAX_FILE_BYTES } from './read-text.ts'

/** Contents by path inside the policy directory, '/' separated, in byte order of the paths. */
export type PolicyFiles = ReadonlyMap<string, Uint8Array>

export const POLICY_FILE = 'policy.yaml'
export const TEXT_FILES = { en: 'policy.en.md', ja: 'policy.ja.md' } as const
const KNOWN = [POLICY_FILE, TEXT_FILES.en, TEXT_FILES.ja, 'rules']
const RULE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.ya?ml$/
const MAX_RULES = 500

type Report = (file: string, code: string, message: string, fix: string) => void

/**
 * Reads the files of a policy directory and nothing else: no links, no other kinds of file, nothing that no part of the policy knows. Each
 * refusal is added to `problems`. Throws `policy_directory_invalid` when there is no such directory.
 */
export async function readPolicyDirectory(dir: string, problems: Problem[]): Promise<PolicyFiles> {
  const report: Report = (file, code, message, fix) => {
    problems.push({ code, severity: 'error', file, line: 1, column: 1, message, fix })
  }
  const paths: string[] = []
  for (const name of await entriesOf(dir)) {
    if (!KNOWN.includes(name)) {
      report(name, 'file_unknown', 'This file is no part of a policy.', didYouMean(name, KNOWN, 'file'))
    } else if (name !== 'rules') paths.push(name)
    else paths.push(...(await ruleFiles(dir, report)))
  }
  const files = new Map<string, Uint8Array>()
  for (const path of paths.sort()) {
    const bytes = await readPlain(dir, path, report)
    if (bytes !== undefined) files.set(path, bytes)
  }
  for (const name of [POLICY_FILE, ...Object.values(TEXT_FILES)]) {
    if (!paths.includes(name)) report(name, 'file_missing', `The directory has no ${name}.`, 'Write it.')
  }
  return files
}

async function entriesOf(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort()
  } catch (cause) {
    const fix = 'Name a directory that holds policy.yaml, policy.en.md and policy.ja.md.'
    throw policyDirectoryInvalid('there is no such directory, or it cannot be read', { cause, fix })
  }
}

async function ruleFiles(dir: string, report: Report): Promise<string[]> {
  const info = await lstat(join(dir, 'rules'))
  if (!info.isDirectory()) {
    report(
      'rules',
      'file_kind',
      '"rules" is not a directory.',
      'Make it a directory; links are not followed.',
    )
    return []
  }
  const names = await entriesOf(join(dir, 'rules'))
  if (names.length > MAX_RULES) {
    report('rules', 'file_too_many', `There are ${names.length} rules.`, `Keep at most ${MAX_RULES}.`)
    return []
  }
  for (const name of names.filter((n) => !RULE_NAME.test(n))) {
    const fix = 'Name it with letters, digits, ".", "_" and "-", ending in .yaml.'
    report(`rules/${printable(name)}`, 'file_unknown', 'This is not the name of a rule.', fix)
  }
  return names.filter((n) => RULE_NAME.test(n)).map((n) => `rules/${n}`)
}

const printable = (name: string): string => JSON.stringify(name).slice(1, -1)

async function readPlain(dir: string, path: string, report: Report): Promise<Uint8Array | undefined> {
  const full = join(dir, path)
  // Looked at before it is opened: opening a pipe would wait for its writer. O_NOFOLLOW covers a link put there in between.
  const info = await lstat(full)
  if (!info.isFile()) {
    report(
      path,
      'file_kind',
      'This is not a plain file.',
      'Put the file itself here; links are not followed.',
    )
    return undefined
  }
  if (info.size > MAX_FILE_BYTES) {
    report(path, 'file_too_large', `The file has ${info.size} bytes.`, 'A file holds at most 1 MiB.')
    return undefined
  }
  const file = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/**
 * Identity of a policy version: SHA-256, lower-case hex, over a first line "azukari/policy/v1" and one line a file in byte order of the paths:
 * its SHA-256 in hex, its size in bytes, its path. Paths cannot hold blanks or line ends.
 */
export function policyDigest(files: PolicyFiles): string {
  const lines = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => `${fileDigest(bytes)} ${bytes.length} ${path}\n`)
  return fileDigest(Buffer.from(`azukari/policy/v1\n${lines.join('')}`))
}

export function fileDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
