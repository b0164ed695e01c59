import { useServerWords } from './use-server-words.ts'

interface Props {
  /** Of the kind that `of` names. */
  readonly code: string | undefined
  readonly of: 'reasons' | 'denials'
  /** The server's own words (English). */
  readonly text: string
}

/** One sentence of the server's in the person's language by its code, or as the server says it. */
export function Told({ code, of, text }: Props) {
  const words = useServerWords()
  const known = code === undefined ? undefined : words?.[of][code]
  return known === undefined ? <span lang="en">{text}</span> : known
}
