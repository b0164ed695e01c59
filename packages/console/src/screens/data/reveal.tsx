import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { useRevealed } from '../../components/use-revealed.ts'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type Collection, type Group, type Revealed, revealFields } from './api.ts'
import classes from './data.module.css'
import { FieldChoice } from './field-choice.tsx'
import { type PurposeAndCase, PurposeAndCaseFields } from './purpose-and-case.tsx'
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
  const { whyNot } = useBase()
  const [{ purpose, inCase, fields }, setFor] = useState<PurposeAndCase>({ purpose: '', inCase: '' })
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
    meta: { done: 'revealed' },
    gcTime: 0,
  })
  const readable = new Set(groups.flatMap((g) => (g.state === 'readable' ? g.classes : [])))
  const covered = collection.purposes.find((p) => p.name === purpose)?.classes ?? []
  const offered = collection.fields.filter(
    (f) =>
      f.name in masks &&
      readable.has(f.class) &&
      covered.includes(f.class) &&
      (fields === undefined || fields.includes(f.name)),
  )
  const choose = (next: PurposeAndCase) => {
    if (next.purpose !== purpose || next.inCase !== inCase) setChosen(new Set())
    setFor(next)
  }
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
        <PurposeAndCaseFields collection={collection} value={{ purpose, inCase, fields }} onChange={choose} />
        <FieldChoice offered={offered} masks={masks} chosen={chosen} choose={setChosen} />
        <div>
          <ButtonUnless
            type="submit"
            loading={open.isPending}
            whyNot={purpose === '' ? whyNot.purpose : chosen.size === 0 ? whyNot.fields : undefined}
          >
            {inCase ? t.go : t.goMasked}
          </ButtonUnless>
        </div>
      </form>
      {open.error && <ProblemView error={open.error} />}
      {revealed.value && (
        <Values of={revealed.value} secondsLeft={revealed.secondsLeft} hide={revealed.end} />
      )}
    </section>
  )
}
