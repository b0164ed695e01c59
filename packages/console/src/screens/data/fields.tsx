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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={label}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col">{t.class}</th>
              <th scope="col">{t.type}</th>
              <th scope="col">{t.mask}</th>
              <th scope="col">{t.search}</th>
              <th scope="col">{t.purposes}</th>
            </tr>
          </thead>
          <tbody>
            {collection.fields.map((field) => (
              <tr key={field.name}>
                <th scope="row">
                  <code>{field.name}</code>
                </th>
                <td>
                  <span className={classes.chip} data-personal={field.personal || undefined}>
                    {field.class}
                  </span>
                  {field.personal && <span className="hidden-visually">, {t.personal}</span>}
                </td>
                <td>{field.type}</td>
                <td>
                  <Mask of={field} />
                </td>
                <td>{field.search === 'exact' ? t.exact : t.notSearched}</td>
                <td>{field.purposes.join(', ') || t.notSearched}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}

function Mask({ of: { mask } }: { readonly of: Field }) {
  const t = useTexts(texts).field
  return mask.kind === 'partial' ? t.ends(mask.keep_start ?? 0, mask.keep_end ?? 0) : t.all
}
