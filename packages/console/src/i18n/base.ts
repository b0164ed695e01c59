import { en } from './base.en.ts'
import { ja } from './base.ja.ts'
import { useTexts } from './language.tsx'

/** The words that every screen shares. */
export const base = { en, ja }
export const useBase = () => useTexts<typeof en>(base)
