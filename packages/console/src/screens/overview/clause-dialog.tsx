import { Link } from '@tanstack/react-router'
import type { CheckResult, Clause } from '../../api/status.ts'
import { Dialog } from '../../components/dialog.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { Time } from '../../components/time.tsx'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { Blocks } from '../../policy-text/blocks.tsx'
import { usePolicyText } from '../../policy-text/use-policy-text.ts'
import { Figures } from './figures.tsx'
import classes from './overview.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly clause: Clause | undefined
  readonly onClose: () => void
}

/** What stands behind a clause's state: each check with its figures, what enforces it, and what it promises. */
export function ClauseDialog({ clause, onClose }: Props) {
  const t = useTexts(texts)
  const { language } = useLanguage()
  const text = usePolicyText()
    .data?.sections.flatMap((s) => s.clauses)
    .find((c) => c.id === clause?.id)
  return (
    <Dialog
      open={clause !== undefined}
      onClose={onClose}
      title={`${clause?.id ?? ''} ${text?.title ?? ''}`}
      side
    >
      {clause && (
        <div className={classes.clause}>
          <StateMark state={clause.state} />
          {clause.unknown && (
            <section>
              <h3>{t.unknownPart}</h3>
              <p>{clause.unknown[language]}</p>
            </section>
          )}
          <section>
            <h3>{t.clauseFacts}</h3>
            {clause.checks.length === 0 && <p className={classes.soft}>{t.noChecks}</p>}
            <ul className={classes.checks}>
              {clause.checks.map((check) => (
                <li key={check.check}>
                  <Check check={check} />
                </li>
              ))}
            </ul>
          </section>
          <Names title={t.controls} of={clause.controls} />
          <Names title={t.duties} of={clause.duties} />
          {text && (
            <section>
              <h3>{t.text}</h3>
              <Blocks of={text.blocks} />
              <p>
                <Link to="/policy" hash={clause.id}>
                  {t.toPolicy}
                </Link>
              </p>
            </section>
          )}
        </div>
      )}
    </Dialog>
  )
}

function Names({ title, of }: { readonly title: string; readonly of: readonly string[] }) {
  if (of.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <p className={classes.names}>
        {of.map((name) => (
          <code key={name}>{name}</code>
        ))}
      </p>
    </section>
  )
}

function Check({ check }: { readonly check: CheckResult }) {
  const t = useTexts(texts)
  return (
    <div className={classes.check} data-state={check.state}>
      <div className={classes.checkTop}>
        <code>{check.check}</code>
        <StateMark state={check.state} quiet />
      </div>
      {check.why && <p>{check.why}</p>}
      <Figures check={check.check} of={check.figures} />
      {check.measured && (
        <p className={classes.measured}>
          {t.measured} <Time at={check.measured} as="second" />
        </p>
      )}
    </div>
  )
}
