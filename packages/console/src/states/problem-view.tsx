import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Copy } from '../components/copy.tsx'
import { useFocusWhereLost } from '../components/use-focus-where-lost.ts'
import { useBase } from '../i18n/base.ts'
import { useTold } from './problem.ts'
import classes from './states.module.css'

interface Props {
  readonly error: unknown
  readonly retry?: (() => void) | undefined
  /** In the person's language, instead of what the server's code says. */
  readonly title?: string | undefined
}

/** A failure: what, why, where, what to do, and the id under which the server has it. */
export function ProblemView({ error, retry, title }: Props) {
  const t = useBase()
  const told = useTold()(error)
  const here = useFocusWhereLost<HTMLElement>((section) => section.closest('form') !== null)
  const rows: readonly (readonly [string, string | undefined, boolean])[] = [
    [t.problem.detail, told.detail, true],
    [t.problem.fix, told.fix, true],
    [t.problem.where, told.where, true],
    [t.problem.clause, told.clause, false],
    [t.problem.code, told.code, false],
    [t.problem.request, told.request, false],
  ]
  const shown = rows.filter(([, value]) => value !== undefined)
  const report = shown.map(([name, value]) => `${name}: ${value}`)
  return (
    <section className={classes.problem} role="alert" tabIndex={-1} ref={here}>
      <div className={classes.headline}>
        <IconAlertTriangle size={20} aria-hidden />
        <h2>{title ?? told.title}</h2>
      </div>
      {shown.length > 0 && (
        <dl className={classes.facts}>
          {shown.map(([name, value, prose]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{prose ? value : <code>{value}</code>}</dd>
            </div>
          ))}
        </dl>
      )}
      {told.browser !== undefined && (
        <details>
          <summary>{t.problem.browser}</summary>
          <p>{told.browser}</p>
        </details>
      )}
      <div className={classes.actions}>
        {retry && (
          <Button variant="default" onClick={retry}>
            {t.retry}
          </Button>
        )}
        {told.request !== undefined && <Copy text={report.join('\n')} label={t.problem.copy} />}
      </div>
    </section>
  )
}
