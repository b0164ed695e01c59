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
import { useVerification } from './use-verification.ts'
import { Verdict } from './verdict.tsx'

export default function Verify() {
  const t = useTexts(texts).verify
  const { number } = useFormat()
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
        {from === 'directory' && (
          <label className={classes.file}>
            <span>{t.choose}</span>
            <input
              type="file"
              multiple
              ref={(input) => {
                // Not an attribute that React knows.
                input?.setAttribute('webkitdirectory', '')
              }}
              onChange={(e) => setFiles([...(e.currentTarget.files ?? [])])}
            />
            {files.length > 0 && <span className={classes.soft}>{t.chosen(number(files.length))}</span>}
          </label>
        )}
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
      {run.state === 'running' && (
        <div role="status">
          <progress
            className={classes.progress}
            value={run.done}
            max={Math.max(1, run.size)}
            aria-label={t.start}
          />
          <p className={classes.soft}>{t.progress(number(run.done), number(run.size))}</p>
        </div>
      )}
      {run.state === 'stopped' && <p role="alert">{t.stopped}</p>}
      {run.state === 'failed' && <ProblemView error={run.error} />}
      {run.state === 'done' && <Verdict report={run.report} ms={run.ms} withEarlier={run.withEarlier} />}
    </Panel>
  )
}
