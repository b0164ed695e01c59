/** The languages that the program speaks. What it keeps (the log, facts, proposals) it keeps in English. */
export type Language = 'en' | 'ja'

/**
 * The language that a client prefers (`Accept-Language`, RFC 9110 §12.5.4). English where none of ours is named, since that is what programs read.
 */
export function languageOf(header: string | undefined): Language {
  if (header === undefined || header.length > 1000) return 'en'
  const wanted = header
    .split(',')
    .map((part, order) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((p) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(p)?.[1]).find((q) => q)
      return { language: tag.trim().split('-')[0], weight: Number(weight ?? 1), order }
    })
    .filter(({ language, weight }) => (language === 'en' || language === 'ja') && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
  return wanted[0]?.language === 'ja' ? 'ja' : 'en'
}
