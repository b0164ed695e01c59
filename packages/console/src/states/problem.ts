import { AzukariApiError, AzukariConnectionError } from '@azukari/sdk'
import { useBase } from '../i18n/base.ts'

/** What is to be told about a failure, whatever failed. The server tells its own in the person's language. */
export interface Told {
  readonly title: string
  /** What was wrong this time. */
  readonly detail: string | undefined
  readonly fix: string | undefined
  readonly code: string | undefined
  readonly clause: string | undefined
  readonly where: string | undefined
  readonly request: string | undefined
  /** In the browser's words, whatever language they are in. */
  readonly browser: string | undefined
}

/** An answer that is not the server's, or not one of its problems (`AzukariApiError` in the SDK). */
const UNEXPECTED = 'unexpected_reply'

export function useTold(): (error: unknown) => Told {
  const t = useBase()
  return (error) => {
    if (error instanceof AzukariConnectionError) return { ...NOTHING, title: t.offline.title }
    if (!(error instanceof AzukariApiError)) {
      const browser = error instanceof Error && error.message !== '' ? error.message : undefined
      return { ...NOTHING, title: t.problem.unknownTitle, browser }
    }
    const { code, status, extra, where } = error
    const known = code !== UNEXPECTED
    return {
      title: known ? error.title : byStatus(t, status),
      detail: known ? error.detail : t.problem.unexpected(String(status)),
      fix: error.fix,
      code,
      clause: typeof extra.clause === 'string' ? extra.clause : undefined,
      where: where === undefined ? undefined : placeOf(t.problem.places, where),
      request: error.requestId,
      browser: undefined,
    }
  }
}

type Base = ReturnType<typeof useBase>

function byStatus(t: Base, status: number): string {
  const known = `status${status >= 500 && status !== 503 ? 500 : status}`
  return (t.errors as Readonly<Record<string, string>>)[known] ?? t.problem.unknownTitle
}

const placeOf = (names: Readonly<Record<string, string>>, where: object): string =>
  Object.entries(where)
    .map(([name, value]) => `${names[name] ?? name} ${value}`)
    .join(', ')

const NOTHING: Omit<Told, 'title'> = {
  detail: undefined,
  fix: undefined,
  code: undefined,
  clause: undefined,
  where: undefined,
  request: undefined,
  browser: undefined,
}
