import { policyFilesInvalid } from '../errors.ts'
import { POLICY_FILE, type PolicyFiles, TEXT_FILES } from './read-policy-directory.ts'

/** What a file of a policy may be called when it comes from elsewhere than a directory. */
export const POLICY_FILE_NAME =
  /^(?:policy\.yaml|policy\.(?:en|ja)\.md|rules\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.ya?ml)$/

const MOST_FILES = 200
const MOST_BYTES = 2 * 1024 * 1024

/** Files given as texts by name, in the order in which a directory would give them. Throws `policy_files_invalid`. */
export function filesOfTexts(texts: Readonly<Record<string, string>>): PolicyFiles {
  const names = Object.keys(texts).sort()
  if (names.length > MOST_FILES) throw policyFilesInvalid(`at most ${MOST_FILES} files`)
  if (!names.every((name) => POLICY_FILE_NAME.test(name)))
    throw policyFilesInvalid('a name is not that of a file of a policy', {
      where: { pointer: '/files' },
      fix: `${POLICY_FILE}, ${TEXT_FILES.en}, ${TEXT_FILES.ja}, rules/NAME.yaml`,
    })
  const missing = [POLICY_FILE, ...Object.values(TEXT_FILES)].filter((name) => !names.includes(name))
  if (missing.length > 0)
    throw policyFilesInvalid(`missing: ${missing.join(', ')}`, { where: { pointer: '/files' } })
  const files = new Map(names.map((name) => [name, Buffer.from(texts[name] ?? '', 'utf8')]))
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0)
  if (bytes > MOST_BYTES) throw policyFilesInvalid('together at most 2 MiB', { where: { pointer: '/files' } })
  return files
}
