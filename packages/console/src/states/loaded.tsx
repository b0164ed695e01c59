import { AzukariConnectionError } from '@azukari/sdk'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loading } from './loading.tsx'
import { ProblemView } from './problem-view.tsx'

interface Props<Data> {
  readonly query: UseQueryResult<Data>
  readonly children: (data: Data) => ReactNode
  /** Instead of the usual shape while it loads. */
  readonly loading?: ReactNode
}

/** What a query answered; while it loads, its shape; when it failed, why. Data once read stays while a newer answer fails to come. */
export function Loaded<Data>({ query, children, loading }: Props<Data>) {
  const retry = () => void query.refetch()
  if (query.data !== undefined)
    return (
      <>
        {query.error && !(query.error instanceof AzukariConnectionError) && (
          <ProblemView error={query.error} retry={retry} />
        )}
        {children(query.data)}
      </>
    )
  if (query.error) return <ProblemView error={query.error} retry={retry} />
  return loading ?? <Loading />
}
