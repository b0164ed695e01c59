import { Checkbox } from '@mantine/core'
import { useTexts } from '../../i18n/language.tsx'
import classes from './data.module.css'
import { texts } from './texts.ts'

interface Props {
  /** Fields on offer, with their classes. */
  readonly offered: readonly { readonly name: string; readonly class: string }[]
  readonly masks: Readonly<Record<string, string>>
  readonly chosen: ReadonlySet<string>
  readonly choose: (chosen: ReadonlySet<string>) => void
}

/** Fields to be opened, one by one or a class at a time, each with what its mask shows. */
export function FieldChoice({ offered, ...rest }: Props) {
  const t = useTexts(texts).record
  if (offered.length === 0) return null
  return (
    <fieldset className={classes.fields}>
      <legend>{t.chooseFields}</legend>
      {[...new Set(offered.map((f) => f.class))].map((inClass) => (
        <OfClass
          key={inClass}
          name={inClass}
          fields={offered.filter((f) => f.class === inClass).map((f) => f.name)}
          {...rest}
        />
      ))}
    </fieldset>
  )
}

interface OfClassProps extends Omit<Props, 'offered'> {
  readonly name: string
  readonly fields: readonly string[]
}

function OfClass({ name, fields, masks, chosen, choose }: OfClassProps) {
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
