export interface Import {
  readonly specifier: string
  readonly line: number
}

export interface Parsed {
  /** The text with comments, and the contents of strings and templates, blanked out. Lines stay where they are. */
  readonly code: string
  readonly imports: readonly Import[]
  readonly reExports: number
}

// Not a parser: a regular expression literal with a backtick or a comment mark in it would hide what follows. Imports stand above those.
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
const IMPORTS =
  /\b(?:(import|export)\b[^'"`;=()]*?\bfrom\s*|import\s*\(\s*|import\s+|import\.meta\.resolve\(\s*|\brequire\s*\(\s*)(["'`])(\d+)\2/g

/** Every module that a TypeScript text imports, statically or not, types included. */
export function importsOf(text: string): Parsed {
  const strings: string[] = []
  const code = text.replace(TOKENS, (token) => {
    const breaks = '\n'.repeat(token.split('\n').length - 1)
    if (token.startsWith('/')) return breaks
    const quote = token[0] ?? ''
    // A template may hold code between ${ and }: it is kept, since process.env may stand there.
    const inside =
      quote === '`' ? (token.match(/\$\{[^}]*\}/g) ?? []).map((part) => part.slice(2, -1)).join(';') : ''
    strings.push(token.slice(1, -1))
    return `${quote}${strings.length - 1}${quote}${inside === '' ? '' : `;${inside};`}${breaks}`
  })
  const imports: Import[] = []
  let reExports = 0
  for (const match of code.matchAll(IMPORTS)) {
    if (match[1] === 'export') reExports++
    const line = code.slice(0, match.index).split('\n').length
    imports.push({ specifier: strings[Number(match[3])] ?? '', line })
  }
  return { code, imports, reExports }
}
