import { useQuery } from '@tanstack/react-query'
import { server } from '../api/server.ts'
import { useLanguage } from '../i18n/language.tsx'
import type { Language } from '../i18n/texts.ts'
import { parsePolicyText } from './parse.ts'

/** The policy in force as people read it, in the language chosen or the one named. */
export function usePolicyText(named?: Language) {
  const { language } = useLanguage()
  const lang = named ?? language
  return useQuery({
    queryKey: ['policy', 'text', lang],
    queryFn: async () => parsePolicyText(new TextDecoder().decode(await server.policyText({ lang }))),
    staleTime: 60_000,
  })
}
