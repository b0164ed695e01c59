import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { CodeBlock } from '../../components/copy.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

const LINES = 'umask 077 && tar -C DATA_DIRECTORY -cf /media/SAFE/azukari-root-key.tar keys'

export function RootKey({ done }: { readonly done: () => void }) {
  const all = useTexts(texts)
  const t = all.root
  const { whyNot } = useBase()
  const [backed, setBacked] = useState(false)
  return (
    <div className={classes.form}>
      <p>{t.text}</p>
      <p>{t.where}</p>
      <p>{t.what}</p>
      <CodeBlock text={LINES} label={t.lines} />
      <Checkbox
        label={t.done}
        checked={backed}
        onChange={(event) => setBacked(event.currentTarget.checked)}
      />
      <div>
        <ButtonUnless size="md" whyNot={backed ? undefined : whyNot.confirmed} onClick={done}>
          {all.next}
        </ButtonUnless>
      </div>
    </div>
  )
}
