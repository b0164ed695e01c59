import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Both, Language } from './texts.ts'

interface Choice {
  readonly language: Language
  readonly choose: (language: Language) => void
}

const Context = createContext<Choice>({ language: 'en', choose: () => {} })
/** A setting of this browser, so that the page before sign-in speaks it too. */
const KEPT_AS = 'azukari-language'

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(first)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo<Choice>(
    () => ({
      language,
      choose(next) {
        localStorage.setItem(KEPT_AS, next)
        setLanguage(next)
      },
    }),
    [language],
  )
  return <Context value={value}>{children}</Context>
}

function first(): Language {
  const kept = localStorage.getItem(KEPT_AS)
  if (kept === 'en' || kept === 'ja') return kept
  return navigator.languages.find((l) => /^(en|ja)\b/.test(l))?.startsWith('ja') ? 'ja' : 'en'
}

export const useLanguage = (): Choice => useContext(Context)

/** The words of one part in the language chosen. */
export function useTexts<T>(both: Both<T>): T {
  const { language } = useContext(Context)
  return both[language] as T
}
