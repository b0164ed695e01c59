import { Checkbox } from '@mantine/core'
import { IconEyeExclamation } from '@tabler/icons-react'
import { useState } from 'react'
import { useBase } from '../i18n/base.ts'
import classes from './components.module.css'
import { CodeBlock } from './copy.tsx'
import { useFocusWhereLost } from './use-focus-where-lost.ts'

interface Props {
  readonly label: string
  readonly text: string
  /** Called when the person says that it is kept; going on is allowed from then. */
  readonly onKept: (kept: boolean) => void
}

/** A key or code that cannot be shown again. It is held by this component alone and goes with it. */
export function ShownOnce({ label, text, onKept }: Props) {
  const t = useBase()
  const [kept, setKept] = useState(false)
  const here = useFocusWhereLost<HTMLDivElement>()
  return (
    <div className={classes.once} tabIndex={-1} ref={here}>
      <p className={classes.onceNote}>
        <IconEyeExclamation size={18} aria-hidden />
        {t.shownOnce}
      </p>
      <CodeBlock text={text} label={label} />
      <Checkbox
        label={t.shownOnceKept}
        checked={kept}
        onChange={(event) => {
          setKept(event.currentTarget.checked)
          onKept(event.currentTarget.checked)
        }}
      />
    </div>
  )
}
