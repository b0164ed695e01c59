import { SmallTable } from '../../components/layout.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import type { Collection } from './api.ts'
import { texts } from './texts.ts'
import { useRuleText } from './use-rule-text.ts'

/** The ends that the policy sets, rule by rule. */
export function Retention({ collection }: { readonly collection: Collection }) {
  const t = useTexts(texts).retention
  const { list } = useFormat()
  const ruleText = useRuleText()
  return (
    <Panel title={t.title} flush>
      <SmallTable
        label={t.title}
        heads={[t.classes, t.rule]}
        rows={collection.retention.map((rule) => ({
          key: rule.classes.join(),
          cells: [
            list(rule.classes),
            `${ruleText(rule.destroy, rule.else)}${rule.bucket === 'law' ? ` (${t.law})` : ''}`,
          ],
        }))}
      />
    </Panel>
  )
}
