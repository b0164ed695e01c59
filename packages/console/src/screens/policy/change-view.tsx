import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type PolicyFiles, policyVersion, policyVersions } from '../../api/policy.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { Editor } from './editor.tsx'
import { PlanView } from './plan-view.tsx'
import classes from './policy.module.css'
import { Problems } from './problems.tsx'
import { texts } from './texts.ts'
import { usePlan } from './use-plan.ts'

/** Edit, see what it means, propose. */
export function ChangeView() {
  const versions = useQuery(policyVersions)
  return (
    <Loaded query={versions}>{([current]) => (current ? <Files version={current.version} /> : null)}</Loaded>
  )
}

function Files({ version }: { readonly version: number }) {
  const files = useQuery(policyVersion(version))
  return <Loaded query={files}>{(data) => <Change key={version} inForce={data.files} />}</Loaded>
}

function Change({ inForce }: { readonly inForce: PolicyFiles }) {
  const t = useTexts(texts).change
  const { whyNot } = useBase()
  const names = Object.keys(inForce).sort(
    (a, b) => Number(b.endsWith('.yaml')) - Number(a.endsWith('.yaml')) || a.localeCompare(b),
  )
  const [drafts, setDrafts] = useState<PolicyFiles>(inForce)
  const [name, setName] = useState(names[0] ?? '')
  const [place, setPlace] = useState<{ line: number; column: number } | undefined>(undefined)
  const plan = usePlan()
  const problems = plan.data?.problems ?? []
  const changed = (file: string) => drafts[file] !== inForce[file]
  const goTo = (file: string, line: number, column: number) => {
    setName(file)
    setPlace({ line, column })
  }
  return (
    <div className={classes.change}>
      <p className={classes.soft}>{t.intro}</p>
      <FileTabs names={names} chosen={name} isChanged={changed} choose={(file) => goTo(file, 1, 1)} />
      <Editor
        label={t.editor(name)}
        text={drafts[name] ?? ''}
        onChange={(text) => setDrafts({ ...drafts, [name]: text })}
        faults={problems.filter((p) => p.file === name && p.severity === 'error')}
        place={place}
      />
      <div className={classes.row}>
        <Button loading={plan.isFetching} onClick={() => plan.ask(drafts)}>
          {t.plan}
        </Button>
        <ButtonUnless
          variant="default"
          whyNot={names.some(changed) ? undefined : whyNot.unchanged}
          onClick={() => setDrafts(inForce)}
        >
          {t.reset}
        </ButtonUnless>
      </div>
      {plan.error && <ProblemView error={plan.error} retry={() => plan.ask(drafts)} />}
      {problems.length > 0 && <Problems problems={problems} goTo={goTo} />}
      {plan.data?.changes && (
        <PlanView changes={plan.data.changes} files={plan.files ?? drafts} stale={plan.files !== drafts} />
      )}
    </div>
  )
}

interface FileTabsProps {
  readonly names: readonly string[]
  readonly chosen: string
  readonly isChanged: (file: string) => boolean
  readonly choose: (file: string) => void
}

function FileTabs({ names, chosen, isChanged, choose }: FileTabsProps) {
  const t = useTexts(texts).change
  return (
    <div className={classes.files} role="tablist" aria-label={t.file}>
      {names.map((file) => (
        <button
          key={file}
          type="button"
          role="tab"
          aria-selected={file === chosen}
          className={classes.fileTab}
          onClick={() => choose(file)}
        >
          <code>{file}</code>
          {isChanged(file) && <span className={classes.changed}>{t.changedFile}</span>}
        </button>
      ))}
    </div>
  )
}
