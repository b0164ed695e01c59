import { UnstyledButton } from '@mantine/core'
import type { Clause } from '../../api/status.ts'
import { STATES, type State, StateMark } from '../../components/state-mark.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { usePolicyText } from '../../policy-text/use-policy-text.ts'
import { Empty } from '../../states/empty.tsx'
import classes from './overview.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly clauses: readonly Clause[]
  readonly state: State | undefined
  readonly open: (clause: string) => void
}

/** Every clause, in the parts of the policy's text and in its order. */
export function Board({ clauses, state, open }: Props) {
  const t = useTexts(texts)
  const text = usePolicyText()
  const byId = new Map(clauses.map((c) => [c.id, c]))
  const written = text.data?.sections ?? []
  const placed = new Set(written.flatMap((s) => s.clauses.map((c) => c.id)))
  const rest = clauses.filter((c) => !placed.has(c.id)).map(({ id }) => ({ id, title: '' }))
  const sections = [...written, ...(rest.length > 0 ? [{ title: t.board, clauses: rest }] : [])]
    .map((section) => ({
      title: section.title,
      tiles: section.clauses.flatMap(({ id, title }) => {
        const clause = byId.get(id)
        return clause && (state === undefined || clause.state === state) ? [{ clause, title }] : []
      }),
    }))
    .filter((section) => section.tiles.length > 0)
  if (sections.length === 0 && text.data) return <Empty title={t.noneInState} />
  return (
    <div className={classes.board}>
      {sections.map((section) => (
        <section key={section.title} className={classes.section}>
          <h2>{section.title}</h2>
          <ul className={classes.tiles}>
            {section.tiles.map(({ clause, title }) => (
              <li key={clause.id}>
                <Tile clause={clause} title={title} open={open} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Tile({
  clause,
  title,
  open,
}: {
  readonly clause: Clause
  readonly title: string
  readonly open: (id: string) => void
}) {
  const { language } = useLanguage()
  const t = useTexts(texts)
  const { number } = useFormat()
  const worst = [...clause.checks].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))[0]
  const written = clause.state === 'unknown' ? clause.unknown?.[language] : undefined
  const measured = clause.state === 'satisfied' ? undefined : worst
  const about = written ?? measured?.why
  return (
    <UnstyledButton className={classes.tile ?? ''} data-state={clause.state} onClick={() => open(clause.id)}>
      <span className={classes.tileTop}>
        <span className={classes.clauseId}>{clause.id}</span>
        <StateMark state={clause.state} quiet />
      </span>
      <strong>{title}</strong>
      {about !== undefined && <span className={classes.about}>{about}</span>}
      {about === undefined && (
        <span className={classes.about}>
          {clause.checks.length === 0 ? t.noChecks : t.checks(number(clause.checks.length))}
        </span>
      )}
    </UnstyledButton>
  )
}
