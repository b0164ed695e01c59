import { AzukariApiError, AzukariConnectionError } from '@azukari/sdk'
import { useBase } from '../i18n/base.ts'
import { useLanguage } from '../i18n/language.tsx'
import { useServerWords } from '../i18n/server-words/use-server-words.ts'

/** What is to be told about a failure, whatever failed. */
export interface Told {
  /** In the person's language. */
  readonly title: string
  /** Why the decision said no, or a password does not do, in the person's language. */
  readonly reason: string | undefined
  /** What to do, in the person's language. */
  readonly fix: string | undefined
  readonly code: string | undefined
  readonly clause: string | undefined
  readonly where: string | undefined
  readonly request: string | undefined
  /** In the server's words (English): what was wrong this time, and what to do where that is known in no other words. */
  readonly said: readonly string[]
}

export function useTold(): (error: unknown) => Told {
  const t = useBase()
  const words = useServerWords()
  const { language } = useLanguage()
  const japanese = language === 'ja'
  return (error) => {
    if (error instanceof AzukariConnectionError) return { ...NOTHING, title: t.offline.title }
    if (!(error instanceof AzukariApiError))
      return {
        ...NOTHING,
        title: t.problem.unknownTitle,
        said: error instanceof Error && error.message !== '' ? [error.message] : [],
      }
    const { clause, reason } = error.extra
    const fix = japanese ? words?.fixes[error.code] : error.fix
    return {
      title: (japanese ? words?.errors[error.code] : error.title) ?? byStatus(t, error.status),
      reason: typeof reason === 'string' ? (words?.denials[reason] ?? words?.passwords[reason]) : undefined,
      fix,
      code: error.code,
      clause: typeof clause === 'string' ? clause : undefined,
      where: error.where === undefined ? undefined : placeOf(t.problem.places, error.where),
      request: error.requestId,
      said: [error.detail, ...(fix === undefined && error.fix !== undefined ? [error.fix] : [])],
    }
  }
}

type Base = ReturnType<typeof useBase>

/** For a code that the console has no words for. */
function byStatus(t: Base, status: number): string {
  const known = `status${status >= 500 && status !== 503 ? 500 : status}`
  return (t.errors as Readonly<Record<string, string>>)[known] ?? t.problem.unknownTitle
}

const placeOf = (names: Readonly<Record<string, string>>, where: object): string =>
  Object.entries(where)
    .map(([name, value]) => `${names[name] ?? name} ${value}`)
    .join(', ')

const NOTHING: Omit<Told, 'title'> = {
  reason: undefined,
  fix: undefined,
  code: undefined,
  clause: undefined,
  where: undefined,
  request: undefined,
  said: [],
}
