import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useRoleTitle } from '../../api/roles.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { IdText } from '../../components/copy.tsx'
import { Row, SmallTable, Stack } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type WhatCan, whatCan } from './api.ts'
import { AtField, atOf } from './at-field.tsx'
import { PrincipalSelect } from './principal-select.tsx'
import { texts } from './texts.ts'

/** Everything that somebody can do, now or then. */
export function What() {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const [principal, setPrincipal] = useState('')
  const [at, setAt] = useState('')
  const ask = useMutation({ mutationFn: () => whatCan({ principal, ...atOf(at) }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Row>
          <PrincipalSelect value={principal} onChange={setPrincipal} />
          <AtField value={at} onChange={setAt} />
          <ButtonUnless
            type="submit"
            loading={ask.isPending}
            whyNot={principal === '' ? whyNot.principal : undefined}
          >
            {t.what}
          </ButtonUnless>
        </Row>
        {ask.error && <ProblemView error={ask.error} />}
        {ask.data && <Answer of={ask.data} />}
      </Stack>
    </form>
  )
}

function Answer({ of: { actions, collections } }: { readonly of: WhatCan }) {
  const t = useTexts(texts)
  const titleOf = useRoleTitle()
  if (actions.length + collections.length === 0) return <p role="status">{t.nothing}</p>
  return (
    <SmallTable
      label={t.views.what}
      heads={[t.action, t.collection, t.fields, t.purpose, t.role, t.grant, t.until]}
      rows={[
        ...actions.map((a) => ({
          key: `${a.action} ${a.by}`,
          cells: [
            <code key="action">{a.action}</code>,
            t.none,
            t.none,
            t.none,
            a.role ? titleOf(a.role) : t.none,
            <IdText key="by" id={a.by} />,
            <Time key="until" at={a.until} as="day" />,
          ],
        })),
        ...collections.map((c) => ({
          key: `${c.action} ${c.collection} ${c.purpose} ${c.by} ${c.masked}`,
          cells: [
            <code key="action">{c.action}</code>,
            c.collection,
            `${c.fields.join(', ') || t.none}${c.masked ? ` (${t.masked})` : ''}`,
            c.purpose ?? t.none,
            c.role ? titleOf(c.role) : t.none,
            <IdText key="by" id={c.by} />,
            <Time key="until" at={c.until} as="day" />,
          ],
        })),
      ]}
    />
  )
}
