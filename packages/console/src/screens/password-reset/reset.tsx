import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { isCode } from '../../components/company-device/is-code.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loading } from '../../states/loading.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { resetOptions } from './api.ts'
import { ResetForm } from './reset-form.tsx'
import { texts } from './texts.ts'
import { useReset } from './use-reset.ts'

interface Props {
  readonly token: string
  readonly done: () => Promise<void>
}

/** What one link is good for: the form with its person's factors, or nothing. */
export function Reset({ token, done }: Props) {
  const t = useTexts(texts)
  const id = useId()
  const send = useReset(token, done)
  const options = useQuery({
    // The secret is no part of any key.
    queryKey: ['password-reset', id],
    queryFn: () => resetOptions({ body: { token } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const isOver = isCode(options.error, 'reset_invalid') || isCode(send.error, 'reset_invalid')
  if (isOver)
    return (
      <Empty title={t.over} as="h1">
        {t.overText}
      </Empty>
    )
  if (options.error) return <ProblemView error={options.error} retry={() => void options.refetch()} />
  if (!options.data) return <Loading />
  return <ResetForm factors={options.data.factors} send={send} />
}
