import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { proposals } from '../../api/policy.ts'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

/** Proposals that nobody has decided yet; nothing where there is none. */
export function Waiting() {
  const t = useTexts(texts).proposal
  const waiting = useQuery(proposals)
  if (!waiting.data || waiting.data.length === 0) return null
  return (
    <Panel title={t.waiting}>
      <ul className={classes.changes}>
        {waiting.data.map(({ id, policy, proposed }) => (
          <li key={id} className={classes.row}>
            <span>{policy}</span>
            <Time at={proposed} />
            <Link to="/policy" search={{ view: 'proposal', proposal: id }}>
              {t.open}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
