import { Checkbox, NativeSelect, Textarea } from '@mantine/core'
import { Row } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'
import { useCollections } from './use-collections.ts'

export interface Scope {
  readonly action: string
  readonly collection: string
  readonly fields: string
  readonly purpose: string
  readonly masked: boolean
}

export const NO_SCOPE: Scope = { action: 'reveal', collection: '', fields: '', purpose: '', masked: false }

const ON_COLLECTIONS = [
  'reveal',
  'search',
  'put',
  'import',
  'event',
  'delete',
  'read-metadata',
  'advance-deadline',
  'erase-owner',
  'speak-for-owner',
]
const ON_TENANT = [
  'manage',
  'manage-people',
  'manage-network',
  'manage-policy',
  'approve-access',
  'approve-change',
  'review-access',
  'request-case',
  'read-access',
  'read-data',
  'read-log',
  'read-status',
  'report-scan',
  'make-sample',
]

/** What is sent of it: the names that were given, and nothing where none was. */
export function scopeOf({ action, collection, fields, purpose, masked }: Scope) {
  const names = fields
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return {
    action,
    ...(collection ? { collection } : {}),
    ...(names.length > 0 ? { fields: names } : {}),
    ...(purpose ? { purpose } : {}),
    ...(masked ? { masked } : {}),
  }
}

interface Props {
  readonly scope: Scope
  readonly onChange: (scope: Scope) => void
}

/** Action, collection, fields and purpose. Actions that are about no collection need nothing else. */
export function ScopeFields({ scope, onChange }: Props) {
  const t = useTexts(texts)
  const collections = useCollections()
  const collection = collections.find((c) => c.name === scope.collection)
  const needsCollection = ON_COLLECTIONS.includes(scope.action)
  return (
    <>
      <Row>
        <NativeSelect
          label={t.action}
          value={scope.action}
          onChange={(e) => onChange({ ...NO_SCOPE, action: e.currentTarget.value })}
          data={[...ON_COLLECTIONS, ...ON_TENANT]}
        />
        {needsCollection && (
          <>
            <NativeSelect
              label={t.collection}
              value={scope.collection}
              onChange={(e) => onChange({ ...scope, collection: e.currentTarget.value, fields: '' })}
              data={['', ...collections.map((c) => c.name)]}
            />
            <NativeSelect
              label={t.purpose}
              value={scope.purpose}
              onChange={(e) => onChange({ ...scope, purpose: e.currentTarget.value })}
              data={['', ...(collection?.purposes.map((p) => p.name) ?? [])]}
            />
          </>
        )}
      </Row>
      {needsCollection && (
        <>
          <Textarea
            label={t.fields}
            description={t.fieldsHint}
            value={scope.fields}
            onChange={(e) => onChange({ ...scope, fields: e.currentTarget.value })}
            rows={3}
            spellCheck={false}
            placeholder={collection?.fields
              .slice(0, 2)
              .map((f) => f.name)
              .join('\n')}
          />
          <Checkbox
            label={t.masked}
            checked={scope.masked}
            onChange={(e) => onChange({ ...scope, masked: e.currentTarget.checked })}
          />
        </>
      )}
    </>
  )
}
