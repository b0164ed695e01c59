import { Checkbox, NativeSelect } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { useRoleTitle } from '../../api/roles.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { IdText } from '../../components/copy.tsx'
import { Row, SmallTable, Soft, Stack } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { whoCan } from './api.ts'
import { AtField, atOf } from './at-field.tsx'
import { texts } from './texts.ts'
import { useCollections } from './use-collections.ts'

/** Who can have a field shown, now or then. */
export function Who() {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const collections = useCollections()
  const [collection, setCollection] = useState('')
  const [field, setField] = useState('')
  const [masked, setMasked] = useState(false)
  const [at, setAt] = useState('')
  const fields = collections.find((c) => c.name === collection)?.fields ?? []
  const ask = useMutation({
    mutationFn: () =>
      whoCan({ collection, field, ...(masked ? { masked: 'true' as const } : {}), ...atOf(at) }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Soft>{t.whoText}</Soft>
        <Row>
          <NativeSelect
            label={t.collection}
            value={collection}
            onChange={(e) => {
              setCollection(e.currentTarget.value)
              setField('')
            }}
            data={['', ...collections.map((c) => c.name)]}
          />
          <NativeSelect
            label={t.fields}
            value={field}
            onChange={(e) => setField(e.currentTarget.value)}
            data={['', ...fields.map((f) => f.name)]}
          />
          <AtField value={at} onChange={setAt} />
          <Checkbox label={t.masked} checked={masked} onChange={(e) => setMasked(e.currentTarget.checked)} />
          <ButtonUnless
            type="submit"
            loading={ask.isPending}
            whyNot={field === '' ? whyNot.field : undefined}
          >
            {t.who}
          </ButtonUnless>
        </Row>
        {ask.error && <ProblemView error={ask.error} />}
        {ask.data && <Answer of={ask.data.items} />}
      </Stack>
    </form>
  )
}

function Answer({ of: items }: { readonly of: Awaited<ReturnType<typeof whoCan>>['items'] }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const titleOf = useRoleTitle()
  if (items.length === 0) return <p role="status">{t.nobody}</p>
  return (
    <SmallTable
      label={t.views.who}
      heads={[t.principal, t.purpose, t.role, t.grant, t.until]}
      rows={items.map((can) => ({
        key: `${can.principal} ${can.by} ${can.purpose} ${can.masked}`,
        cells: [
          nameOf(can.principal),
          can.masked ? `${can.purpose} (${t.masked})` : can.purpose,
          can.role ? titleOf(can.role) : t.none,
          <IdText key="by" id={can.by} />,
          <Time key="until" at={can.until} />,
        ],
      }))}
    />
  )
}
