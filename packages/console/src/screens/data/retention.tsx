import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import type { Collection } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'
import { useRuleText } from './use-rule-text.ts'

/** The ends that the policy sets, rule by rule. */
export function Retention({ collection }: { readonly collection: Collection }) {
  const t = useTexts(texts).retention
  const { list } = useFormat()
  const ruleText = useRuleText()
  return (
    <Panel title={t.title} flush>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t.classes}</th>
            <th scope="col">{t.rule}</th>
          </tr>
        </thead>
        <tbody>
          {collection.retention.map((rule) => (
            <tr key={rule.classes.join()}>
              <th scope="row">{list(rule.classes)}</th>
              <td>
                {ruleText(rule.destroy, rule.else)}
                {rule.bucket === 'law' && <span className={classes.soft}> ({t.law})</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
