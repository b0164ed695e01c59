import { Button } from '@mantine/core'
import { IconSignature } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { acceptPolicy } from '../../api/policy.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import type { Language } from '../../i18n/texts.ts'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

/** Each person accepts each version, in the language in which it is on the screen. */
export function AcceptBar({ lang }: { readonly lang: Language }) {
  const t = useTexts(texts).text
  const { number } = useFormat()
  const { me, renew } = useSession()
  const version = me?.mustAccept.at(-1)
  const accept = useMutation({
    mutationFn: (v: number) => acceptPolicy({ body: { version: v, lang } }),
    meta: { done: 'accepted' },
    onSuccess: renew,
  })
  if (version === undefined) return null
  return (
    <div className={classes.accept}>
      <IconSignature size={20} aria-hidden />
      <p>{t.accept(number(version))}</p>
      <Button loading={accept.isPending} onClick={() => accept.mutate(version)}>
        {t.acceptGo}
      </Button>
      {accept.error && <ProblemView error={accept.error} />}
    </div>
  )
}
