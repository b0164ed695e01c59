import { parseDecimal } from '../encoding.ts'
import { ProofError } from '../errors.ts'

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256
const HIGHEST_LEVEL = 63

/** A tile of hashes at a level, or a bundle of entries. */
export interface TileAddress {
  readonly level: number | 'entries'
  readonly index: number
  /** 1 to 256; 256 is a full one. */
  readonly width: number
}

/** `tile/<L>/<N>[.p/<W>]`, as in `tile/0/x001/x234/067`. Throws `tile_path_invalid`. */
export function tilePath(level: number, index: number, width: number = TILE_WIDTH): string {
  if (!Number.isInteger(level) || level < 0 || level > HIGHEST_LEVEL) throw invalid(`level ${level}`)
  return `tile/${level}/${digits(index)}${suffix(width)}`
}

/** `tile/entries/<N>[.p/<W>]`. Throws `tile_path_invalid`. */
export function entriesPath(index: number, width: number = TILE_WIDTH): string {
  return `tile/entries/${digits(index)}${suffix(width)}`
}

/** The one address that has this path. Throws `tile_path_invalid` for every other spelling. */
export function parseTilePath(path: string): TileAddress {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path)
  if (match === null) throw invalid(path)
  const [, kind = '', number = '', partial] = match
  const index = Number(number.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? TILE_WIDTH : parseDecimal(partial)
  const level = kind === 'entries' ? kind : parseDecimal(kind)
  if (width === undefined || level === undefined || (partial !== undefined && width === TILE_WIDTH)) {
    throw invalid(path)
  }
  // Building the path again refuses what the pattern let through: `x000/001`, level 64, width 0.
  const again = level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width)
  if (again !== path) throw invalid(path)
  return { level, index, width }
}

function digits(index: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw invalid(`index ${index}`)
  let rest = Math.floor(index / 1000)
  let path = String(index % 1000).padStart(3, '0')
  while (rest > 0) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
    rest = Math.floor(rest / 1000)
  }
  return path
}

function suffix(width: number): string {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw invalid(`width ${width}`)
  return width === TILE_WIDTH ? '' : `.p/${width}`
}

function invalid(what: string): ProofError {
  return new ProofError('tile_path_invalid', `not a tile path: ${what}`)
}
