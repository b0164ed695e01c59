import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { keepLanguage, languageNow } from './language-now.ts'
import type { Both, Language } from './texts.ts'

interface Choice {
  readonly language: Language
  readonly choose: (language: Language) => void
}

const Context = createContext<Choice>({ language: 'en', choose: () => {} })
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient()
  const [language, setLanguage] = useState(languageNow)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo<Choice>(
    () => ({
      language,
      choose(next) {
        keepLanguage(next)
        setLanguage(next)
        // What the server said, it said in the other language.
        void queries.invalidateQueries()
      },
    }),
    [language, queries],
  )
  return <Context value={value}>{children}</Context>
}

export const useLanguage = (): Choice => useContext(Context)

/** The words of one part in the language chosen. */
export function useTexts<T>(both: Both<T>): T {
  const { language } = useContext(Context)
  return both[language] as T
}
