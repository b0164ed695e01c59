import { cellUnreadable } from '../errors.ts'

/** A sealed cell as it lies in its record's row. */
export interface SealedCell {
  readonly class: number
  readonly group: number
  readonly version: number
  readonly schema: number
  readonly sealed: Buffer
}

const HEAD_BYTES = 16

/** All cells of a record in one column: u16 class, u16 group, u32 version, u32 schema, u32 length, bytes; repeated. One row a record is one write. */
export function packCells(cells: readonly SealedCell[]): Buffer {
  const packed = Buffer.allocUnsafe(cells.reduce((n, c) => n + HEAD_BYTES + c.sealed.length, 0))
  let at = 0
  for (const cell of cells) {
    packed.writeUInt16BE(cell.class, at)
    packed.writeUInt16BE(cell.group, at + 2)
    packed.writeUInt32BE(cell.version, at + 4)
    packed.writeUInt32BE(cell.schema, at + 8)
    packed.writeUInt32BE(cell.sealed.length, at + 12)
    cell.sealed.copy(packed, at + HEAD_BYTES)
    at += HEAD_BYTES + cell.sealed.length
  }
  return packed
}

/** The cells of a packed column; views into it, not copies. Throws `cell_unreadable` when the framing does not add up. */
export function unpackCells(packed: Buffer): SealedCell[] {
  const cells: SealedCell[] = []
  let at = 0
  while (at < packed.length) {
    if (at + HEAD_BYTES > packed.length) throw cellUnreadable('the framing of a record is broken')
    const end = at + HEAD_BYTES + packed.readUInt32BE(at + 12)
    if (end > packed.length) throw cellUnreadable('the framing of a record is broken')
    cells.push({
      class: packed.readUInt16BE(at),
      group: packed.readUInt16BE(at + 2),
      version: packed.readUInt32BE(at + 4),
      schema: packed.readUInt32BE(at + 8),
      sealed: packed.subarray(at + HEAD_BYTES, end),
    })
    at = end
  }
  return cells
}
