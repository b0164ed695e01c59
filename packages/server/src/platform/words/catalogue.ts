/**
 * Sentences of one language by the English ones. `{}` in an English sentence is what is filled in; its translation says where that goes: `{1}` as it
 * is, `{~1}` in the language where the catalogue has it.
 */
export type Catalogue = Readonly<Record<string, string>>

interface Template {
  readonly english: string
  /** The English text before, between and after what is filled in. */
  readonly parts: readonly string[]
  readonly translation: string
}

export interface Found {
  readonly english: string
  readonly values: readonly string[]
  readonly translation: string
}

/** Finds the sentence that a text was made from. Takes time linear in the text: no pattern is tried again from another place. */
export class Sentences {
  readonly #whole = new Map<string, string>()
  readonly #templates: readonly Template[]

  constructor(catalogue: Catalogue) {
    const templates: Template[] = []
    for (const [english, translation] of Object.entries(catalogue)) {
      const parts = english.split('{}')
      if (parts.length === 1) this.#whole.set(english, translation)
      else templates.push({ english, parts, translation })
    }
    // What says most itself comes first: "{} is missing" would take much that another one means.
    const said = ({ parts }: Template) => parts.join('').length
    this.#templates = templates.sort((a, b) => said(b) - said(a))
  }

  find(text: string): Found | undefined {
    const translation = this.#whole.get(text)
    if (translation !== undefined) return { english: text, values: [], translation }
    for (const { english, parts, translation } of this.#templates) {
      const values = valuesIn(text, parts)
      if (values !== undefined) return { english, values, translation }
    }
    return undefined
  }
}

/** What stands in a text where the parts leave room; undefined when it is not made of these parts. Nothing is filled in with nothing. */
function valuesIn(text: string, parts: readonly string[]): string[] | undefined {
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  const end = text.length - last.length
  if (!text.startsWith(first) || !text.endsWith(last) || end <= first.length) return undefined
  const values: string[] = []
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from + 1)
    if (at === -1 || at + part.length >= end) return undefined
    values.push(text.slice(from, at))
    from = at + part.length
  }
  return [...values, text.slice(from, end)]
}
