import { useEffect, useState } from 'react'
import { useLanguage } from '../language.tsx'
import type { ServerWords } from './japanese.ts'

let loaded: ServerWords | undefined

/**
 * The server's words by code in the person's language, where that is not the server's own. Undefined in English, until they are there, and when they
 * cannot be had: the server's own words are the ones to show then, as for every code that is not among them.
 */
export function useServerWords(): ServerWords | undefined {
  const { language } = useLanguage()
  const [words, setWords] = useState(loaded)
  const wanted = language === 'ja'
  useEffect(() => {
    if (!wanted || loaded) return
    let here = true
    void import('./japanese.ts').then(
      ({ japanese }) => {
        loaded = japanese
        if (here) setWords(japanese)
      },
      () => {},
    )
    return () => {
      here = false
    }
  }, [wanted])
  return wanted ? words : undefined
}
