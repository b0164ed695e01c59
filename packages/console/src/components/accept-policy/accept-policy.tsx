import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { acceptPolicy } from '../../api/policy.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { Blocks } from '../../policy-text/blocks.tsx'
import { usePolicyText } from '../../policy-text/use-policy-text.ts'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './accept-policy.module.css'
import { texts } from './texts.ts'

interface Props {
  /** What else can be done here. */
  readonly children?: ReactNode
  readonly done?: () => void
}

/** The whole text of the version in force, and the one button by which its reader accepts it. */
export function AcceptPolicy({ children, done }: Props) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const { number } = useFormat()
  const { me } = useSession()
  const text = usePolicyText()
  const version = me?.mustAccept.at(-1)
  const accept = useAccept(done)
  if (version === undefined) return null
  return (
    <div className={classes.accept}>
      <Loaded query={text}>
        {(policy) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
          <section className={classes.text} aria-label={t.text(number(version))} tabIndex={0}>
            <h2>{policy.title}</h2>
            <Blocks of={policy.intro} />
            {policy.sections.map((section) => (
              <section key={section.title}>
                <h3>{section.title}</h3>
                <Blocks of={section.intro} />
                {section.clauses.map((clause) => (
                  <section key={clause.id}>
                    <h4>
                      {clause.id} {clause.title}
                    </h4>
                    <Blocks of={clause.blocks} />
                  </section>
                ))}
              </section>
            ))}
          </section>
        )}
      </Loaded>
      {accept.error && <ProblemView error={accept.error} />}
      <div className={classes.buttons}>
        {children}
        <ButtonUnless
          size="md"
          data-testid="accept-policy"
          whyNot={text.data === undefined ? whyNot.loading : undefined}
          loading={accept.isPending}
          onClick={() => accept.mutate(version)}
        >
          {t.go(number(version))}
        </ButtonUnless>
      </div>
    </div>
  )
}

function useAccept(done: (() => void) | undefined) {
  const { language } = useLanguage()
  const { renew } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (version: number) => acceptPolicy({ body: { version, lang: language } }),
    meta: { done: 'accepted' },
    onSuccess: async () => {
      // What was refused before it is asked for again.
      await queries.invalidateQueries()
      await renew()
      done?.()
    },
  })
}
