import { SmallTable } from '../../components/layout.tsx'
import { Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import type { Collection, Field } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'

export function Fields({ collection }: { readonly collection: Collection }) {
  const t = useTexts(texts).field
  const label = useTexts(texts).tabs.fields
  return (
    <Panel title={label} flush>
      <SmallTable
        label={label}
        heads={[t.name, t.class, t.type, t.mask, t.search, t.purposes]}
        rows={collection.fields.map((field) => ({
          key: field.name,
          cells: [
            <code key="name">{field.name}</code>,
            <FieldClass key="class" of={field} />,
            field.type,
            <Mask key="mask" of={field} />,
            field.search === 'exact' ? t.exact : t.notSearched,
            field.purposes.join(', ') || t.notSearched,
          ],
        }))}
      />
    </Panel>
  )
}

function FieldClass({ of }: { readonly of: Field }) {
  const t = useTexts(texts).field
  return (
    <>
      <span className={classes.chip} data-personal={of.personal || undefined}>
        {of.class}
      </span>
      {of.personal && <span className="hidden-visually">, {t.personal}</span>}
    </>
  )
}

function Mask({ of: { mask } }: { readonly of: Field }) {
  const t = useTexts(texts).field
  return mask.kind === 'partial' ? t.ends(mask.keepStart ?? 0, mask.keepEnd ?? 0) : t.all
}
