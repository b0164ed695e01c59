import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { myLiveCases } from '../../api/cases.ts'
import { useRevealed } from '../../components/use-revealed.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type Collection, type Group, type Revealed, revealFields } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'
import { Values } from './values.tsx'

/** For how long opened values stay on the screen. */
const SECONDS = 60

interface Props {
  readonly collection: Collection
  readonly id: string
  readonly masks: Readonly<Record<string, string>>
  readonly groups: readonly Group[]
}

/** Opens fields for a purpose, and with a case what is not masked. The values are in this component for a minute and nowhere else. */
export function Reveal({ collection, id, masks, groups }: Props) {
  const t = useTexts(texts).record
  const { language } = useLanguage()
  const cases = useQuery({
    queryKey: ['cases', 'mine', collection.name],
    queryFn: () => myLiveCases(collection.name),
    staleTime: 10_000,
  })
  const [purpose, setPurpose] = useState('')
  const [inCase, setCase] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const revealed = useRevealed<Revealed>(SECONDS)
  const open = useMutation({
    mutationFn: () =>
      revealFields({
        collection: collection.name,
        id,
        body: { purpose, fields: [...chosen], ...(inCase ? { case: inCase } : { masked: true }) },
      }),
    onSuccess: revealed.show,
    gcTime: 0,
  })
  const readable = new Set(groups.flatMap((g) => (g.state === 'readable' ? g.classes : [])))
  const covered = collection.purposes.find((p) => p.name === purpose)?.classes ?? []
  const offered = collection.fields.filter(
    (f) => f.name in masks && readable.has(f.class) && covered.includes(f.class),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    revealed.hide()
    open.mutate()
  }
  return (
    <section>
      <h3>{t.reveal}</h3>
      <p className={classes.soft}>{t.revealText}</p>
      <form className={classes.record} onSubmit={submit} autoComplete="off">
        <div className={classes.form}>
          <NativeSelect
            label={t.choosePurpose}
            value={purpose}
            onChange={(e) => {
              setPurpose(e.currentTarget.value)
              setChosen(new Set())
            }}
            data={[
              { value: '', label: '–' },
              ...collection.purposes.map((p) => ({
                value: p.name,
                label: p.text ? `${p.name}: ${p.text[language]}` : p.name,
              })),
            ]}
          />
          <NativeSelect
            label={t.case}
            value={inCase}
            onChange={(e) => setCase(e.currentTarget.value)}
            data={[
              { value: '', label: t.noCase },
              ...(cases.data ?? []).map((c) => ({ value: c.id, label: `${c.purpose} · ${c.id.slice(-6)}` })),
            ]}
          />
        </div>
        {cases.data?.length === 0 && (
          <p className={classes.soft}>
            {t.casesNone} <Link to="/cases">{t.askCase}</Link>
          </p>
        )}
        {offered.length > 0 && (
          <fieldset className={classes.fields}>
            <legend>{t.chooseFields}</legend>
            {[...new Set(offered.map((f) => f.class))].map((inClass) => (
              <FieldGroup
                key={inClass}
                name={inClass}
                fields={offered.filter((f) => f.class === inClass).map((f) => f.name)}
                masks={masks}
                chosen={chosen}
                choose={setChosen}
              />
            ))}
          </fieldset>
        )}
        <div>
          <Button type="submit" loading={open.isPending} disabled={purpose === '' || chosen.size === 0}>
            {inCase ? t.go : t.goMasked}
          </Button>
        </div>
      </form>
      {open.error && <ProblemView error={open.error} />}
      {revealed.value && (
        <Values of={revealed.value} secondsLeft={revealed.secondsLeft} hide={revealed.hide} />
      )}
    </section>
  )
}

interface GroupProps {
  readonly name: string
  readonly fields: readonly string[]
  readonly masks: Readonly<Record<string, string>>
  readonly chosen: ReadonlySet<string>
  readonly choose: (chosen: ReadonlySet<string>) => void
}

function FieldGroup({ name, fields, masks, chosen, choose }: GroupProps) {
  const t = useTexts(texts).record
  const all = fields.every((f) => chosen.has(f))
  const set = (names: readonly string[], on: boolean) => {
    const next = new Set(chosen)
    for (const n of names) on ? next.add(n) : next.delete(n)
    choose(next)
  }
  return (
    <div>
      <Checkbox
        label={<strong>{t.allOf(name)}</strong>}
        checked={all}
        indeterminate={!all && fields.some((f) => chosen.has(f))}
        onChange={(e) => set(fields, e.currentTarget.checked)}
      />
      <div className={classes.fieldGroup}>
        {fields.map((field) => (
          <Checkbox
            key={field}
            label={field}
            description={masks[field]}
            checked={chosen.has(field)}
            onChange={(e) => set([field], e.currentTarget.checked)}
          />
        ))}
      </div>
    </div>
  )
}
