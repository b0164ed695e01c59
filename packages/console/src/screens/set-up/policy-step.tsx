import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { server } from '../../api/server.ts'
import { Facts } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { usePolicyText } from '../../policy-text/use-policy-text.ts'
import { Loaded } from '../../states/loaded.tsx'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

export function PolicyStep({ done, back }: { readonly done: () => void; readonly back: () => void }) {
  const all = useTexts(texts)
  const t = all.policy
  const { number } = useFormat()
  const text = usePolicyText()
  const versions = useQuery({ queryKey: ['policy', 'versions'], queryFn: () => server.policyHistory() })
  const current = versions.data?.versions.reduce((a, b) => (a.version > b.version ? a : b))
  return (
    <div className={classes.form}>
      <p>{t.text}</p>
      <Loaded query={text}>
        {(policy) => (
          <>
            <h2>{policy.title}</h2>
            <Facts
              of={[
                [t.version, current ? `${current.policy} ${number(current.version)}` : '–'],
                [t.clauses, number(policy.sections.reduce((sum, s) => sum + s.clauses.length, 0))],
                [t.sections, policy.sections.map((s) => s.title).join(' · ')],
              ]}
            />
          </>
        )}
      </Loaded>
      <p className={classes.soft}>
        {t.change} <Link to="/policy">{t.read}</Link>
      </p>
      <div className={classes.buttons}>
        <Button variant="default" size="md" onClick={back}>
          {all.back}
        </Button>
        <Button size="md" onClick={done}>
          {all.next}
        </Button>
      </div>
    </div>
  )
}
