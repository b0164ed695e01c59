import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { myLiveCases } from '../../api/cases.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import type { Collection } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'

/** What something is opened for, and the case that lets more be seen than masks; both empty while nothing is chosen. */
export interface PurposeAndCase {
  readonly purpose: string
  readonly inCase: string
  /** The fields of the case; none are named without one. */
  readonly fields?: readonly string[] | undefined
}

interface Props {
  readonly collection: Collection
  readonly value: PurposeAndCase
  readonly onChange: (next: PurposeAndCase) => void
}

/** A case is for one purpose: choosing it chooses that one, and another purpose lets go of the case. */
export function PurposeAndCaseFields({ collection, value, onChange }: Props) {
  const t = useTexts(texts).record
  const { language } = useLanguage()
  const read = useQuery({
    queryKey: ['cases', 'mine', collection.name],
    queryFn: () => myLiveCases(collection.name),
    staleTime: 10_000,
  })
  const cases = read.data ?? []
  const caseOf = (id: string) => cases.find((c) => c.id === id)
  const choosePurpose = (purpose: string) =>
    onChange(caseOf(value.inCase)?.purpose === purpose ? { ...value, purpose } : { purpose, inCase: '' })
  const chooseCase = (inCase: string) => {
    const chosen = caseOf(inCase)
    onChange({ inCase, purpose: chosen?.purpose ?? value.purpose, fields: chosen?.fields })
  }
  const purposes = collection.purposes.map(({ name, text }) => ({
    value: name,
    label: text ? `${name}: ${text[language]}` : name,
  }))
  return (
    <>
      <div className={classes.form}>
        <NativeSelect
          label={t.choosePurpose}
          value={value.purpose}
          onChange={(e) => choosePurpose(e.currentTarget.value)}
          data={[{ value: '', label: '–' }, ...purposes]}
        />
        <NativeSelect
          label={t.case}
          value={value.inCase}
          onChange={(e) => chooseCase(e.currentTarget.value)}
          data={[
            { value: '', label: t.noCase },
            ...cases.map((c) => ({ value: c.id, label: `${c.purpose} · ${c.id.slice(-6)}` })),
          ]}
        />
      </div>
      {read.data?.length === 0 && (
        <p className={classes.soft}>
          {t.casesNone} <Link to="/cases">{t.askCase}</Link>
        </p>
      )}
    </>
  )
}
