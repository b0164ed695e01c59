import { useEffect, useState } from 'react'
import { useLanguage } from '../language.tsx'

type Names = Readonly<Record<string, string>>

let loaded: Names | undefined

/** Names of figures in Japanese; undefined in English, which goes by the names that the server has, and until they are there. */
export function useFigureNames(): Names | undefined {
  const { language } = useLanguage()
  const [names, setNames] = useState(loaded)
  const wanted = language === 'ja'
  useEffect(() => {
    if (!wanted || loaded) return
    let here = true
    void import('./names.ja.ts').then(
      ({ figures }) => {
        loaded = figures
        if (here) setNames(figures)
      },
      () => {},
    )
    return () => {
      here = false
    }
  }, [wanted])
  return wanted ? names : undefined
}
