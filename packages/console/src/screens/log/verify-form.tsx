import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Choice } from '../../components/choice.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { readLogKey } from './api.ts'
import classes from './log.module.css'
import { texts } from './texts.ts'
import type { Asked } from './use-verification.ts'

interface Props {
  readonly running: boolean
  readonly start: (asked: Asked) => void
  readonly stop: () => void
}

/** What is verified, and against which key and earlier checkpoint. */
export function VerifyForm({ running, start, stop }: Props) {
  const t = useTexts(texts).verify
  const { whyNot } = useBase()
  const stated = useQuery({ queryKey: ['log', 'key'], queryFn: () => readLogKey({}), staleTime: 60_000 })
  const [key, setKey] = useState<string | undefined>(undefined)
  const [from, setFrom] = useState<'server' | 'directory'>('server')
  const [files, setFiles] = useState<readonly File[]>([])
  const [earlier, setEarlier] = useState('')
  const vkey = key ?? stated.data?.vkey ?? ''
  const nothing = from === 'directory' && files.length === 0 ? whyNot.directory : undefined
  const missing = vkey === '' ? whyNot.vkey : nothing
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start({ vkey: vkey.trim(), files: from === 'server' ? undefined : files, earlier })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.soft}>{t.text}</p>
      <TextInput
        label={t.key}
        description={t.keyHint}
        value={vkey}
        onChange={(e) => setKey(e.currentTarget.value)}
        required
        withAsterisk={false}
        spellCheck={false}
      />
      <Choice
        label={t.source}
        value={from}
        onChange={setFrom}
        options={[
          { value: 'server', label: t.server },
          { value: 'directory', label: t.directory },
        ]}
      />
      {from === 'directory' && <Directory files={files} choose={setFiles} />}
      <Textarea
        label={t.earlier}
        description={t.earlierHint}
        value={earlier}
        onChange={(e) => setEarlier(e.currentTarget.value)}
        rows={3}
        spellCheck={false}
      />
      <Buttons running={running} stop={stop} whyNot={missing} />
    </form>
  )
}

interface ButtonsProps {
  readonly running: boolean
  readonly stop: () => void
  readonly whyNot: string | undefined
}

function Buttons({ running, stop, whyNot }: ButtonsProps) {
  const t = useTexts(texts).verify
  return (
    <div className={classes.buttons}>
      <ButtonUnless type="submit" loading={running} whyNot={whyNot}>
        {t.start}
      </ButtonUnless>
      {running && (
        <Button variant="default" onClick={stop}>
          {t.stop}
        </Button>
      )}
    </div>
  )
}

interface DirectoryProps {
  readonly files: readonly File[]
  readonly choose: (files: readonly File[]) => void
}

/** An exported copy, from the machine of whoever verifies it; it is read here and sent nowhere. */
function Directory({ files, choose }: DirectoryProps) {
  const t = useTexts(texts).verify
  const { number } = useFormat()
  return (
    <label className={classes.file}>
      <span>{t.choose}</span>
      <input
        type="file"
        multiple
        ref={(input) => {
          // Not an attribute that React knows.
          input?.setAttribute('webkitdirectory', '')
        }}
        onChange={(e) => choose([...(e.currentTarget.files ?? [])])}
      />
      {files.length > 0 && <span className={classes.soft}>{t.chosen(number(files.length))}</span>}
    </label>
  )
}
