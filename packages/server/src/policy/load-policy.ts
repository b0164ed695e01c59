import type { KnownNames } from './compile/compile-context.ts'
import { compilePolicy } from './compile/compile-policy.ts'
import { policyInvalid } from './errors.ts'
import type { Lang, PolicyModel, RuleModel } from './model.ts'
import { parsePolicy } from './parse/parse-policy.ts'
import {
  fileDigest,
  POLICY_FILE,
  type PolicyFiles,
  policyDigest,
  readPolicyDirectory,
  TEXT_FILES,
} from './parse/read-policy-directory.ts'
import { readText } from './parse/read-text.ts'
import { formatProblem, inOrder, isError, type Problem } from './problem.ts'
import { checkTexts } from './texts/check-texts.ts'
import { type PolicyText, readPolicyText } from './texts/read-policy-text.ts'

/** A policy whose files agree with each other: what may be planned and applied. */
export interface LoadedPolicy {
  /** SHA-256 of the files (see `policyDigest`), the identity of a version. */
  readonly digest: string
  readonly files: PolicyFiles
  readonly model: PolicyModel
  readonly texts: Readonly<Record<Lang, PolicyText>>
  readonly warnings: readonly Problem[]
}

export interface PolicyCheck {
  /** Every problem, in file order. */
  readonly problems: readonly Problem[]
  /** Undefined when one of the problems is an error. */
  readonly policy: LoadedPolicy | undefined
}

/** Reads and checks a policy directory. Throws only when the directory cannot be read. */
export async function checkPolicyDirectory(dir: string, known: KnownNames = {}): Promise<PolicyCheck> {
  const problems: Problem[] = []
  const files = await readPolicyDirectory(dir, problems)
  return checkFiles(files, problems, known)
}

/** Reads a policy directory. Throws `policy_invalid`, which names every error and points at the first. */
export async function loadPolicy(dir: string, known: KnownNames = {}): Promise<LoadedPolicy> {
  return required(await checkPolicyDirectory(dir, known))
}

/** The same from files already read, such as those of a stored version. Pure. */
export function loadPolicyFiles(files: PolicyFiles, known: KnownNames = {}): LoadedPolicy {
  return required(checkFiles(files, [], known))
}

function required({ problems, policy }: PolicyCheck): LoadedPolicy {
  if (policy !== undefined) return policy
  const errors = problems.filter(isError)
  const { file, line, column, fix } = errors[0] ?? { file: POLICY_FILE, line: 1, column: 1, fix: 'Write it.' }
  throw policyInvalid(errors.length === 1 ? 'one error' : `${errors.length} errors`, {
    where: { file, line, column },
    fix,
    extra: { errors: errors.map(formatProblem) },
  })
}

/** The texts of a version that was applied once, whatever today's checks would say about it. Undefined where one cannot be read. */
export function textsOf(files: PolicyFiles): Readonly<Record<Lang, PolicyText>> | undefined {
  const [en, ja] = [readLang(files, 'en', []), readLang(files, 'ja', [])]
  return en === undefined || ja === undefined ? undefined : { en, ja }
}

/** Checks files already read; `problems` holds what reading them found. Pure. */
export function checkFiles(files: PolicyFiles, problems: Problem[], known: KnownNames = {}): PolicyCheck {
  const source = files.get(POLICY_FILE)
  const parsed = source === undefined ? undefined : parsePolicy(source, POLICY_FILE, problems)
  const rules = readRules(files, problems)
  const texts = { en: readLang(files, 'en', problems), ja: readLang(files, 'ja', problems) }
  const model = parsed === undefined ? undefined : compilePolicy(parsed, problems, { known, rules })
  const { en, ja } = texts
  if (model !== undefined)
    checkTexts(
      model,
      [en, ja].filter((t) => t !== undefined),
      problems,
    )
  const ordered = inOrder(problems)
  if (model === undefined || en === undefined || ja === undefined || ordered.some(isError)) {
    return { problems: ordered, policy: undefined }
  }
  const policy = { digest: policyDigest(files), files, model, texts: { en, ja }, warnings: ordered }
  return { problems: ordered, policy }
}

function readRules(files: PolicyFiles, problems: Problem[]): RuleModel[] {
  return [...files]
    .filter(([path]) => path.startsWith('rules/'))
    .map(([file, bytes]) => {
      readText(bytes, file, problems)
      return { file, digest: fileDigest(bytes) }
    })
}

function readLang(files: PolicyFiles, lang: Lang, problems: Problem[]): PolicyText | undefined {
  const file = TEXT_FILES[lang]
  const bytes = files.get(file)
  const markdown = bytes === undefined ? undefined : readText(bytes, file, problems)
  return markdown === undefined ? undefined : readPolicyText(markdown, lang, file, problems)
}
