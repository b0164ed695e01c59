import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { makeRecoveryCodes } from '../../api/people.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from '../components.module.css'
import { ShownOnce } from '../shown-once.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly done: () => void
  /** Without a heading and what the codes are for, where both are said around it. */
  readonly bare?: boolean
}

export function RecoveryCodes({ done, bare }: Props) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const [kept, setKept] = useState(false)
  const make = useMutation({ mutationFn: () => makeRecoveryCodes({}), gcTime: 0 })
  return (
    <div className={classes.stack}>
      {!bare && <h2>{t.codesTitle}</h2>}
      <p>{t.codesText}</p>
      {make.error && <ProblemView error={make.error} />}
      {make.data ? (
        <>
          <ShownOnce label={t.codesTitle} text={make.data.codes.join('\n')} onKept={setKept} />
          <div>
            <ButtonUnless whyNot={kept ? undefined : whyNot.kept} onClick={done}>
              {t.codesDone}
            </ButtonUnless>
          </div>
        </>
      ) : (
        <div>
          <Button loading={make.isPending} onClick={() => make.mutate()}>
            {t.codesMake}
          </Button>
        </div>
      )}
    </div>
  )
}
