import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Language } from '../../i18n/texts.ts'
import { Blocks } from '../../policy-text/blocks.tsx'
import type { ClauseText } from '../../policy-text/parse.ts'
import classes from './text-view.module.css'

interface Props {
  readonly clause: ClauseText
  readonly lang: Language
  /** The same clause in the other language, to stand beside it. */
  readonly other: ClauseText | undefined
  readonly mark: ReactNode
}

export function ClauseRow({ clause, lang, other, mark }: Props) {
  return (
    <section id={clause.id} className={classes.clause} aria-labelledby={`${clause.id}-title`}>
      <div className={classes.margin}>
        <span className={classes.id}>{clause.id}</span>
        {mark && (
          <Link to="/overview" search={{ clause: clause.id }}>
            {mark}
          </Link>
        )}
      </div>
      <div lang={lang}>
        <h3 id={`${clause.id}-title`}>{clause.title}</h3>
        <Blocks of={clause.blocks} />
      </div>
      {other && (
        <div lang={lang === 'en' ? 'ja' : 'en'}>
          <h3>{other.title}</h3>
          <Blocks of={other.blocks} />
        </div>
      )}
    </section>
  )
}
