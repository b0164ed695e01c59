import { AzukariApiError } from '@azukari/sdk'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Status, statusAt } from '../../api/status.ts'
import { Panel } from '../../components/page.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import classes from './overview.module.css'
import { texts } from './texts.ts'

const DAY_MS = 86_400_000
/** The instant compared with is kept for the visit, cut to the minute, so that it is asked for once. */
const yesterday = () => new Date(Math.floor((Date.now() - DAY_MS) / 60_000) * 60_000).toISOString()

/** Clauses whose state is another one than a day ago. */
export function Changed({ now, open }: { readonly now: Status; readonly open: (clause: string) => void }) {
  const t = useTexts(texts)
  const base = useBase()
  const [at] = useState(yesterday)
  const then = useQuery(statusAt(at))
  if (then.error instanceof AzukariApiError && then.error.code === 'no_policy_then')
    return (
      <Panel title={t.changed}>
        <p className={classes.soft}>{t.changedNew}</p>
      </Panel>
    )
  return (
    <Panel title={t.changed}>
      <Loaded query={then}>
        {(before) => {
          const was = new Map(before.clauses.map((c) => [c.id, c.state]))
          const changes = now.clauses.flatMap(({ id, state }) => {
            const from = was.get(id)
            return from !== undefined && from !== state ? [{ id, from, state }] : []
          })
          if (changes.length === 0) return <p className={classes.soft}>{t.changedNone}</p>
          return (
            <ul className={classes.lines}>
              {changes.map(({ id, from, state }) => (
                <li key={id}>
                  <button type="button" className={classes.line} onClick={() => open(id)}>
                    <span className={classes.clauseId}>{id}</span>
                    <StateMark state={from} quiet />
                    <span className="hidden-visually">{t.fromTo(base.state[from], base.state[state])}</span>
                    <span aria-hidden>→</span>
                    <StateMark state={state} quiet />
                  </button>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Panel>
  )
}
