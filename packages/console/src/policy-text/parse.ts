/** A paragraph, or a list of them. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }

export interface ClauseText {
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
}

export interface PolicyText {
  readonly title: string
  readonly intro: readonly Block[]
  readonly sections: readonly {
    readonly title: string
    readonly intro: readonly Block[]
    readonly clauses: readonly ClauseText[]
  }[]
}

/**
 * The policy's Markdown as the server renders it: one title, sections, and below them clauses marked `{#A1}`. Only what policies use is
 * read: headings, paragraphs and lists; everything else stays as it is written.
 */
export function parsePolicyText(markdown: string): PolicyText {
  const sections: {
    title: string
    intro: Block[]
    clauses: { id: string; title: string; blocks: Block[] }[]
  }[] = []
  const intro: Block[] = []
  let title = ''
  let into = intro
  for (const part of markdown.split(/\n{2,}/)) {
    for (const text of splitHeading(part.trim())) {
      const heading = /^(#{1,3}) (.*?)(?:\s*\{#([\w.-]+)\})?$/.exec(text)
      const [, marks, words = '', id] = heading ?? []
      if (marks === '#') title = words
      else if (marks === '##' && id === undefined) {
        into = []
        sections.push({ title: words, intro: into, clauses: [] })
      } else if (marks !== undefined && id !== undefined) {
        if (sections.length === 0) sections.push({ title: '', intro: [], clauses: [] })
        into = []
        sections.at(-1)?.clauses.push({ id, title: words, blocks: into })
      } else if (text !== '') into.push(blockOf(text))
    }
  }
  return { title, intro, sections }
}

/** A heading may stand right above its text, without an empty line between. */
function splitHeading(part: string): readonly string[] {
  const end = part.indexOf('\n')
  return part.startsWith('#') && end !== -1 ? [part.slice(0, end), part.slice(end + 1)] : [part]
}

function blockOf(text: string): Block {
  const lines = text.split('\n')
  if (!/^[-*] /.test(lines[0] ?? '')) return { kind: 'paragraph', text: joinLines(lines) }
  const items: string[][] = []
  for (const line of lines) {
    if (/^[-*] /.test(line)) items.push([line.slice(2)])
    else items.at(-1)?.push(line.trim())
  }
  return { kind: 'list', items: items.map(joinLines) }
}

/** Lines of Japanese are joined without a space. */
const joinLines = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replaceAll(/(?<=[\u3000-\u9fff\uff00-\uffef])\n/g, '')
    .replaceAll('\n', ' ')
