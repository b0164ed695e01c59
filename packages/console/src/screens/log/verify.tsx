import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Choice } from '../../components/choice.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { readLogKey } from './api.ts'
import classes from './log.module.css'
import { texts } from './texts.ts'
import { type Run, useVerification } from './use-verification.ts'
import { Verdict } from './verdict.tsx'

export default function Verify() {
  const t = useTexts(texts).verify
  const stated = useQuery({ queryKey: ['log', 'key'], queryFn: () => readLogKey({}), staleTime: 60_000 })
  const [key, setKey] = useState<string | undefined>(undefined)
  const [from, setFrom] = useState<'server' | 'directory'>('server')
  const [files, setFiles] = useState<readonly File[]>([])
  const [earlier, setEarlier] = useState('')
  const { run, start, stop } = useVerification()
  const vkey = key ?? stated.data?.vkey ?? ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start({ vkey: vkey.trim(), files: from === 'server' ? undefined : files, earlier })
  }
  return (
    <Panel title={t.title}>
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
        <div className={classes.buttons}>
          <Button
            type="submit"
            loading={run.state === 'running'}
            disabled={vkey === '' || (from === 'directory' && files.length === 0)}
          >
            {t.start}
          </Button>
          {run.state === 'running' && (
            <Button variant="default" onClick={stop}>
              {t.stop}
            </Button>
          )}
        </div>
      </form>
      <Outcome of={run} />
    </Panel>
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

function Outcome({ of: run }: { readonly of: Run }) {
  const t = useTexts(texts).verify
  const { number } = useFormat()
  if (run.state === 'stopped') return <p role="alert">{t.stopped}</p>
  if (run.state === 'failed') return <ProblemView error={run.error} />
  if (run.state === 'done') return <Verdict report={run.report} ms={run.ms} withEarlier={run.withEarlier} />
  if (run.state !== 'running') return null
  return (
    <div role="status">
      <progress
        className={classes.progress}
        value={run.done}
        max={Math.max(1, run.size)}
        aria-label={t.start}
      />
      <p className={classes.soft}>{t.progress(number(run.done), number(run.size))}</p>
    </div>
  )
}
