import { AzukariApiError, AzukariConnectionError } from '@azukari/sdk'
import { useBase } from '../i18n/base.ts'

/** What is to be told about a failure, whatever failed. */
export interface Told {
  /** In the person's language. */
  readonly title: string
  readonly code: string | undefined
  /** In the server's words (English). */
  readonly detail: string | undefined
  readonly where: string | undefined
  readonly fix: string | undefined
  readonly request: string | undefined
  readonly clause: string | undefined
}

export function useTold(): (error: unknown) => Told {
  const t = useBase()
  return (error) => {
    if (error instanceof AzukariConnectionError) return { ...NOTHING, title: t.offline.title }
    if (!(error instanceof AzukariApiError))
      return {
        ...NOTHING,
        title: t.problem.unknownTitle,
        detail: error instanceof Error ? error.message : undefined,
      }
    const known = `status${error.status >= 500 && error.status !== 503 ? 500 : error.status}`
    const title = (t.errors as Readonly<Record<string, string>>)[known] ?? t.problem.unknownTitle
    const where = error.where
      ? Object.entries(error.where)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')
      : undefined
    const { clause } = error.extra
    return {
      title,
      code: error.code,
      detail: `${error.title}: ${error.detail}`,
      where,
      fix: error.fix,
      request: error.requestId,
      clause: typeof clause === 'string' ? clause : undefined,
    }
  }
}

const NOTHING = {
  code: undefined,
  detail: undefined,
  where: undefined,
  fix: undefined,
  request: undefined,
  clause: undefined,
}
