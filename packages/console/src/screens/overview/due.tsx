import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import classes from './overview.module.css'
import { texts } from './texts.ts'
import { useDue } from './use-due.ts'

/** What waits for this person, each with the way to it. */
export function Due() {
  const t = useTexts(texts)
  const items = useDue()
  return (
    <Panel title={t.due}>
      {items.length === 0 ? (
        <p className={classes.soft}>{t.dueNone}</p>
      ) : (
        <ul className={classes.lines}>
          {items.map(({ text, to }) => (
            <li key={text}>
              <Link className={classes.line ?? ''} to={to}>
                <span>{text}</span>
                <IconArrowRight size={15} aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
