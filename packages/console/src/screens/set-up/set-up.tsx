import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { RecoveryCodes } from '../../components/enrol-factors/recovery-codes.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Loading } from '../../states/loading.tsx'
import { SignIn } from '../sign-in/sign-in.tsx'
import { ChooseCollection } from './choose-collection.tsx'
import { FactorStep } from './factor-step.tsx'
import { FirstRecord } from './first-record.tsx'
import { FirstService } from './first-service.tsx'
import type { FirstMade } from './grants.ts'
import { PersonForm } from './person-form.tsx'
import { PolicyStep } from './policy-step.tsx'
import { Progress } from './progress.tsx'
import { RootKey } from './root-key.tsx'
import classes from './set-up.module.css'
import { STEPS, type Step, useStep } from './steps.ts'
import { texts } from './texts.ts'

/** From the one-time link to the first record, one thing at a time. */
export default function SetUp() {
  const t = useTexts(texts)
  const { number } = useFormat()
  const { state, me, renew } = useSession()
  const step = useStep((useSearch({ strict: false }) as { step?: string }).step)
  const go = useNavigate()
  const [collection, setCollection] = useState<string | undefined>(undefined)
  // Held here and nowhere else, from the step that shows it to the one that uses it.
  const [made, setMade] = useState<FirstMade | undefined>(undefined)
  const heading = useHeadingOf(step)
  const to = (next: Step) => void go({ to: '/setup', search: { step: next } })

  if (state === 'pending' && me && me.factors.length > 0) return <SignIn />
  if (step === undefined) return <Loading />
  const at = STEPS.indexOf(step)
  return (
    <div className={classes.setUp}>
      <Progress step={step} />
      <section className={classes.card} aria-labelledby="set-up-step">
        <header>
          <p className={classes.soft}>{t.stepOf(number(at + 1), number(STEPS.length))}</p>
          <h1 id="set-up-step" tabIndex={-1} ref={heading}>
            {t.steps[step]}
          </h1>
        </header>
        {step === 'person' && <PersonForm done={() => void renew()} />}
        {step === 'factor' && <FactorStep done={() => void renew()} />}
        {step === 'codes' && <RecoveryCodes done={() => to('root')} bare />}
        {step === 'root' && <RootKey done={() => to('policy')} />}
        {step === 'policy' && (
          <PolicyStep
            done={() => to('collection')}
            back={() => to('root')}
            changed={() => {
              setCollection(undefined)
              setMade(undefined)
            }}
          />
        )}
        {step === 'collection' && (
          <ChooseCollection
            chosen={collection}
            choose={setCollection}
            done={() => to('service')}
            back={() => to('policy')}
          />
        )}
        {step === 'service' && (
          <FirstService
            collection={collection}
            keep={setMade}
            done={() => to('record')}
            back={() => to('collection')}
          />
        )}
        {step === 'record' && <FirstRecord collection={collection} made={made} />}
      </section>
    </div>
  )
}

/** Each step begins at its heading, for the keyboard and for whoever hears the page: the button that led to it is gone. */
function useHeadingOf(step: Step | undefined) {
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef<Step>(undefined)
  useEffect(() => {
    if (step === undefined || step === before.current) return
    if (before.current !== undefined) heading.current?.focus()
    before.current = step
  }, [step])
  return heading
}
