import { parseSync } from 'vite'

/** Two words of plain English, one after the other. */
const SENTENCE = /[a-z’'0-9}"][,:;]? ["]?[a-z{]/
const SQL =
  /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|GRANT|VALUES|RETURNING|PASSWORD|JOIN)\b|\b[a-z]+(_ms|_id)?, [a-z.]+_[a-z]+|\bAS [a-z]/
const MACHINE =
  /charset=|max-age|no-store|^[a-z-]+-src |^Bearer |^HTTP\/|HTTP\/1\.1|<html|^-c |^\s*$|^(openid|private,)/
/** Members whose text a person does not meet in an answer, or meets in both languages. */
const ELSEWHERE = /^(summary|text|description|en|ja|name)$/
/** Calls whose text is for the log, for whoever reads the interface's description, or for whoever maintains the program. */
const UNTOLD =
  /^(debug|info|warn|error|describe|defineError|change|risky|withBoth|query|transaction|includes|startsWith|split|test)$/

interface Node {
  readonly type: string
  readonly [member: string]: unknown
}

/** Every sentence that a source file of the server could say to a person; `{}` stands for what is filled in. */
export function sentencesIn(source: string, name: string, makers: ReadonlySet<string>): string[] {
  const found: string[] = []
  const take = (node: Node, always: boolean) => {
    const text = textOf(node)
    if (text === undefined || !/[a-z]{3}/.test(text)) return
    if (!always && (!SENTENCE.test(text) || SQL.test(text) || MACHINE.test(text))) return
    found.push(text)
  }
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item)
    if (typeof value !== 'object' || value === null || !('type' in value)) return
    const node = value as Node
    if (/^(ImportDeclaration|TaggedTemplateExpression|TSLiteralType|TSTypeAliasDeclaration)$/.test(node.type))
      return
    if (node.type === 'NewExpression' && /^[A-Z]?[a-z]*Error$/.test(called(node))) return
    if (node.type === 'Property' && ELSEWHERE.test(String((node.key as Node).name))) return
    if (node.type === 'CallExpression') {
      if (UNTOLD.test(called(node))) return
      const [detail] = node.arguments as Node[]
      if (makers.has(called(node)) && detail !== undefined) take(detail, true)
    }
    take(node, false)
    for (const member of Object.values(node)) visit(member)
  }
  visit(parseSync(name, source).program)
  return [...new Set(found)]
}

function called({ callee }: Node): string {
  const { name, property } = callee as Node
  return String(name ?? (property as Node | undefined)?.name ?? '')
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return undefined
  return (node.quasis as Node[]).map(({ value }) => (value as { cooked: string }).cooked).join('{}')
}
