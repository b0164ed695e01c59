import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { statusNow } from '../../api/status.ts'
import { type State, StateMark } from '../../components/state-mark.tsx'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import type { Language } from '../../i18n/texts.ts'
import { Blocks } from '../../policy-text/blocks.tsx'
import type { PolicyText } from '../../policy-text/parse.ts'
import { usePolicyText } from '../../policy-text/use-policy-text.ts'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { AcceptBar } from './accept-bar.tsx'
import { ClauseRow } from './clause-row.tsx'
import classes from './text-view.module.css'
import { texts } from './texts.ts'

type Shown = Language | 'both'

/** The promises as people read them, each with what is measured of it beside it. */
export function TextView() {
  const t = useTexts(texts).text
  const { language } = useLanguage()
  const { may } = useSession()
  const [chosen, setChosen] = useState<Shown | undefined>(undefined)
  const shown = chosen ?? language
  const first = shown === 'both' ? language : shown
  const text = usePolicyText(first)
  const other = usePolicyText(first === 'en' ? 'ja' : 'en')
  const status = useQuery({ ...statusNow, enabled: may('read-status') })
  const states = new Map(status.data?.clauses.map((c) => [c.id, c.state]))
  const stateOf = (id: string) => states.get(id)
  const otherById = new Map(other.data?.sections.flatMap((s) => s.clauses).map((c) => [c.id, c]))
  useScrollToHash(text.data !== undefined)
  return (
    <Loaded query={text}>
      {(policy) => (
        <>
          <AcceptBar lang={first} />
          <div className={classes.reading}>
            <nav className={classes.contents} aria-label={t.contents}>
              <SegmentedControl
                size="xs"
                aria-label={t.languages}
                value={shown}
                onChange={(value) => setChosen(value as Shown)}
                data={(['en', 'ja', 'both'] as const).map((value) => ({ value, label: t[value] }))}
              />
              <Contents of={policy} lang={first} stateOf={stateOf} />
            </nav>
            <article className={classes.article} data-both={shown === 'both' || undefined}>
              <header lang={first}>
                <p className={classes.policyTitle}>{policy.title}</p>
                <Blocks of={policy.intro} />
              </header>
              {policy.sections.map((section) => (
                <section key={section.title}>
                  <h2 lang={first}>{section.title}</h2>
                  <div lang={first}>
                    <Blocks of={section.intro} />
                  </div>
                  {section.clauses.map((clause) => (
                    <ClauseRow
                      key={clause.id}
                      lang={first}
                      clause={clause}
                      other={shown === 'both' ? otherById.get(clause.id) : undefined}
                      mark={markOf(stateOf(clause.id))}
                    />
                  ))}
                </section>
              ))}
            </article>
          </div>
        </>
      )}
    </Loaded>
  )
}

const markOf = (state: State | undefined) => (state === undefined ? null : <StateMark state={state} />)

interface ContentsProps {
  readonly of: PolicyText
  readonly lang: Language
  readonly stateOf: (clause: string) => State | undefined
}

/** Every clause by its title, with a dot for its state; a press goes to its text. */
function Contents({ of, lang, stateOf }: ContentsProps) {
  return of.sections.map((section) => (
    <div key={section.title}>
      <h2 lang={lang}>{section.title}</h2>
      <ul>
        {section.clauses.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} lang={lang}>
              <span className={classes.dot} data-state={stateOf(id)} aria-hidden />
              {id} {title}
            </a>
          </li>
        ))}
      </ul>
    </div>
  ))
}

/** A link to a clause from another screen arrives before the text does. */
function useScrollToHash(ready: boolean): void {
  const hash = useRouterState({ select: (s) => s.location.hash })
  useEffect(() => {
    if (!ready || hash === '') return
    requestAnimationFrame(() => document.getElementById(hash)?.scrollIntoView())
  }, [ready, hash])
}
