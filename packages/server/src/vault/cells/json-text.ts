// What JSON.stringify would escape, and every surrogate: the rest goes between quotes as it is.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON escapes
const NEEDS_CARE = /[\u0000-\u001f"\\\ud800-\udfff]/

/** What JSON.stringify answers, without asking it for plain texts: most values are one, and asking costs more than the text. */
export const jsonText = (value: unknown): string | undefined =>
  typeof value === 'string' && !NEEDS_CARE.test(value) ? `"${value}"` : JSON.stringify(value)
