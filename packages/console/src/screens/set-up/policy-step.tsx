import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { AcceptPolicy } from '../../components/accept-policy/accept-policy.tsx'
import { Choice } from '../../components/choice.tsx'
import { Facts } from '../../components/page.tsx'
import { useFocusWhereLost } from '../../components/use-focus-where-lost.ts'
import { useFormat } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { usePolicyText } from '../../policy-text/use-policy-text.ts'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type PolicyChoices, policyChoices, type ShippedPolicy } from './api.ts'
import classes from './set-up.module.css'
import { texts } from './texts.ts'
import { useChoosePolicy } from './use-choose-policy.ts'

interface Props {
  readonly done: () => void
  readonly back: () => void
  /** Another policy is in force: what was chosen and made under the one before is no longer of use. */
  readonly changed: () => void
}

/** The policy in force is accepted before anything else; whoever then chooses another one accepts that as well. */
export function PolicyStep(props: Props) {
  const { me } = useSession()
  const [chose, setChose] = useState(false)
  if (me !== undefined && me.mustAccept.length > 0)
    return <AcceptStep back={props.back} done={chose ? props.done : undefined} />
  return <Choices {...props} chosen={() => setChose(true)} />
}

function AcceptStep({ back, done }: { readonly back: () => void; readonly done: (() => void) | undefined }) {
  const all = useTexts(texts)
  return (
    <div className={classes.form}>
      <p>{done === undefined ? all.policy.acceptFirst : all.policy.acceptChosen}</p>
      <AcceptPolicy {...(done === undefined ? {} : { done })}>
        <Button variant="default" size="md" onClick={back}>
          {all.back}
        </Button>
      </AcceptPolicy>
    </div>
  )
}

type ChoicesProps = Props & { readonly chosen: () => void }

function Choices(props: ChoicesProps) {
  const read = useQuery(policyChoices)
  return <Loaded query={read}>{(choices) => <PolicyForm {...props} choices={choices} />}</Loaded>
}

function PolicyForm({
  done,
  back,
  changed,
  chosen: chose,
  choices,
}: ChoicesProps & { readonly choices: PolicyChoices }) {
  const all = useTexts(texts)
  const t = all.policy
  const { language } = useLanguage()
  const here = useFocusWhereLost<HTMLDivElement>()
  const current = choices.policies.find((one) => one.inForce)
  const [wanted, setWanted] = useState<string | undefined>(current?.name)
  const choose = useChoosePolicy(() => {
    changed()
    chose()
  })
  const chosen = choices.policies.find((one) => one.name === wanted)
  const other = choices.open && chosen !== undefined && !chosen.inForce ? chosen : undefined
  return (
    <div className={classes.form} tabIndex={-1} ref={here}>
      <p>{choices.open ? t.choose : t.text}</p>
      {choices.open && (
        <Choice
          label={t.choice}
          value={wanted ?? ''}
          onChange={setWanted}
          options={choices.policies.map(({ name, title }) => ({
            value: name,
            label: title[language],
            text: Object.hasOwn(t.about, name) ? t.about[name as keyof typeof t.about] : name,
          }))}
        />
      )}
      {other === undefined ? <InForce choices={choices} /> : <Other policy={other} />}
      <p className={classes.soft}>
        {t.change} <Link to="/policy">{t.read}</Link>
      </p>
      {choose.error && <ProblemView error={choose.error} />}
      <div className={classes.buttons}>
        <Button variant="default" size="md" onClick={back}>
          {all.back}
        </Button>
        <Button
          size="md"
          loading={choose.isPending}
          onClick={() => (other === undefined ? done() : choose.mutate(other.name))}
        >
          {other === undefined ? all.next : t.use}
        </Button>
      </div>
    </div>
  )
}

function InForce({ choices }: { readonly choices: PolicyChoices }) {
  const t = useTexts(texts).policy
  const { number } = useFormat()
  const text = usePolicyText()
  const { policy: name, version } = choices.inForce
  return (
    <Loaded query={text}>
      {(policy) => (
        <>
          <h2>{policy.title}</h2>
          <Facts
            of={[
              [t.version, `${name} ${number(version)}`],
              [t.clauses, number(policy.sections.reduce((sum, s) => sum + s.clauses.length, 0))],
              [t.sections, policy.sections.map((s) => s.title).join(' · ')],
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

function Other({ policy }: { readonly policy: ShippedPolicy }) {
  const t = useTexts(texts).policy
  const { language } = useLanguage()
  const { number } = useFormat()
  return (
    <>
      <h2>{policy.title[language]}</h2>
      <Facts of={[[t.clauses, number(policy.clauses)]]} />
      <p>{t.takesPlace}</p>
    </>
  )
}
