import type { MaskModel } from '../../policy/index.ts'

/** A constant mask says nothing of the value; a partial one shows characters, so it counts as a value everywhere else. */
export function maskValue(mask: MaskModel, value: unknown): string {
  if (mask.kind === 'constant') return mask.text
  const characters = [...(typeof value === 'string' ? value : JSON.stringify(value))]
  const shown = mask.keepStart + mask.keepEnd
  // Too short to hide anything: show nothing at all.
  if (characters.length < shown * 2) return '***'
  return `${characters.slice(0, mask.keepStart).join('')}***${characters.slice(characters.length - mask.keepEnd).join('')}`
}
