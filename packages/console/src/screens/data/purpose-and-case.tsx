import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Case, myLiveCases } from '../../api/cases.ts'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import type { Collection } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'

/** Of a reason, in a list. */
const SHOWN = 40
const shorten = (text: string) => ([...text].length > SHOWN ? `${[...text].slice(0, SHOWN).join('')}…` : text)

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
  const { dateTime } = useFormat()
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
  // People know their tickets. A reason may be long: it stands whole below, once it is chosen.
  const label = (c: Case) =>
    [c.ticket || shorten(c.reason ?? '') || c.purpose, t.caseUntil(dateTime(c.until))].join(' · ')
  const chosen = caseOf(value.inCase)
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
          data={[{ value: '', label: t.noCase }, ...cases.map((c) => ({ value: c.id, label: label(c) }))]}
        />
      </div>
      {chosen && (
        <Facts
          of={[
            ...(chosen.ticket ? [[t.caseTicket, chosen.ticket] as const] : []),
            ...(chosen.reason ? [[t.caseReason, chosen.reason] as const] : []),
            [t.caseEnds, <Time key="until" at={chosen.until} />],
          ]}
        />
      )}
      {read.data?.length === 0 && (
        <p className={classes.soft}>
          {t.casesNone} <Link to="/cases">{t.askCase}</Link>
        </p>
      )}
    </>
  )
}
