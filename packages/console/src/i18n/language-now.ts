import type { Language } from './texts.ts'

/** A setting of this browser, so that the page before sign-in speaks it too. */
const KEPT_AS = 'azukari-language'

let now: Language | undefined

/** The language chosen, for what is no component: requests to the server. */
export function languageNow(): Language {
  now ??= first()
  return now
}

export function keepLanguage(language: Language): void {
  now = language
  localStorage.setItem(KEPT_AS, language)
}

function first(): Language {
  const kept = localStorage.getItem(KEPT_AS)
  if (kept === 'en' || kept === 'ja') return kept
  return navigator.languages.find((l) => /^(en|ja)\b/.test(l))?.startsWith('ja') ? 'ja' : 'en'
}
