/** A block of a document that is carried out. */
export interface Block {
  /** Where it stands, for messages. */
  readonly line: number
  readonly text: string
  /** Goes on running beside what follows, as in a terminal of its own: a server. */
  readonly background: boolean
  /** What runs beside is stopped first, as by Ctrl-C. */
  readonly stopped: boolean
  /** Lines its output must show, in this order; `…` stands for anything. */
  readonly expected: readonly string[]
}

const FENCE = /^ {0,3}```(.*)$/

/** Takes the blocks marked `sh test=NAME` out of a Markdown document, each with the `text expect` blocks that follow it. */
export function readBlocks(markdown: string): ReadonlyMap<string, readonly Block[]> {
  const named = new Map<string, Block[]>()
  let last: { name: string; at: number } | undefined
  for (const { info, line, text } of fences(markdown)) {
    const [, name, words = ''] = /^sh test=([a-z-]+)((?: [a-z]+)*)$/.exec(info) ?? []
    if (name !== undefined) {
      const blocks = named.get(name) ?? []
      const marks = words.trim().split(' ')
      const block = {
        line,
        text,
        background: marks.includes('background'),
        stopped: marks.includes('stopped'),
      }
      last = { name, at: blocks.push({ ...block, expected: [] }) - 1 }
      named.set(name, blocks)
    } else if (info === 'text expect' && last) {
      const blocks = named.get(last.name) ?? []
      const block = blocks[last.at]
      if (block) blocks[last.at] = { ...block, expected: [...block.expected, ...text.split('\n')] }
    }
  }
  return named
}

function fences(markdown: string): { info: string; line: number; text: string }[] {
  const found: { info: string; line: number; text: string }[] = []
  let open: { info: string; line: number; lines: string[] } | undefined
  markdown.split('\n').forEach((text, i) => {
    const fence = FENCE.exec(text)
    if (open === undefined) {
      if (fence) open = { info: (fence[1] ?? '').trim(), line: i + 1, lines: [] }
    } else if (fence) {
      found.push({ info: open.info, line: open.line, text: open.lines.join('\n') })
      open = undefined
    } else open.lines.push(text)
  })
  return found
}

/** The first expected line that the output does not show after those before it; undefined when all are there. */
export function missingLine(expected: readonly string[], output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trimEnd())
  let from = 0
  for (const line of expected.map((l) => l.trimEnd()).filter((l) => l !== '')) {
    const pattern = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`, 'u')
    const at = lines.findIndex((candidate, i) => i >= from && pattern.test(candidate))
    if (at < 0) return line
    from = at + 1
  }
  return undefined
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
