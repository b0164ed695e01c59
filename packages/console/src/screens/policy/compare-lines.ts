export interface Piece {
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  readonly lines: readonly string[]
}

const AROUND = 3

/**
 * The differences of two texts by lines: the longest common run of lines, found the plain way between the ends that are alike (time and space grow
 * with the product of what lies between, which for a policy is small). Lines alike that are far from a change become a `gap`.
 */
export function compareLines(before: string, after: string): readonly Piece[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end))
  return shorten(
    merge([
      { kind: 'same', lines: a.slice(0, start) },
      ...middle,
      { kind: 'same', lines: end === 0 ? [] : a.slice(-end) },
    ]),
  )
}

function between(a: readonly string[], b: readonly string[]): Piece[] {
  const width = b.length + 1
  const length = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => length[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const pieces: Piece[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [old = '', now = ''] = [a[i], b[j]]
    if (i < a.length && j < b.length && old === now) {
      pieces.push({ kind: 'same', lines: [old] })
      i++
      j++
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: 'removed', lines: [old] })
      i++
    } else {
      pieces.push({ kind: 'added', lines: [now] })
      j++
    }
  }
  return pieces
}

function merge(pieces: readonly Piece[]): Piece[] {
  const merged: { kind: Piece['kind']; lines: string[] }[] = []
  for (const { kind, lines } of pieces) {
    if (lines.length === 0) continue
    const last = merged.at(-1)
    if (last?.kind === kind) last.lines.push(...lines)
    else merged.push({ kind, lines: [...lines] })
  }
  return merged
}

function shorten(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, index) => {
    if (piece.kind !== 'same') return [piece]
    const head = index === 0 ? 0 : AROUND
    const tail = index === pieces.length - 1 ? 0 : AROUND
    if (piece.lines.length <= head + tail + 1) return [piece]
    const cut = piece.lines.length - tail
    return merge([
      { kind: 'same', lines: piece.lines.slice(0, head) },
      { kind: 'gap', lines: piece.lines.slice(head, cut) },
      { kind: 'same', lines: piece.lines.slice(cut) },
    ])
  })
}
