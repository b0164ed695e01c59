import type { Problem } from '../problem.ts'
import { type PolicyDocument, policyDocument } from './document.ts'
import { explainIssue } from './explain-issue.ts'
import { readYaml, type YamlSource } from './read-yaml.ts'

/** A policy.yaml whose shape is right; its references are not checked yet. */
export interface ParsedPolicy extends Omit<YamlSource, 'value'> {
  readonly file: string
  readonly document: PolicyDocument
}

/**
 * Reads policy.yaml. Every problem found is added, each with its position and what to write instead; undefined when the document is
 * too broken to look further into.
 */
export function parsePolicy(bytes: Uint8Array, file: string, problems: Problem[]): ParsedPolicy | undefined {
  const source = readYaml(bytes, file, problems)
  if (source === undefined) return undefined
  const result = policyDocument.safeParse(source.value)
  if (result.success) return { file, document: result.data, at: source.at, atKey: source.atKey }
  for (const issue of result.error.issues) {
    for (const { path, onKey, code, message, fix } of explainIssue(issue, [], source.value)) {
      const position = onKey ? source.atKey(path) : source.at(path)
      problems.push({ code, severity: 'error', file, ...position, message, fix })
    }
  }
  return undefined
}
