import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { IdText } from '../../components/copy.tsx'
import { Row, SmallTable, Stack } from '../../components/layout.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type Explained, explain } from './api.ts'
import { AtField, atOf } from './at-field.tsx'
import { PrincipalSelect } from './principal-select.tsx'
import { NO_SCOPE, ScopeFields, scopeOf } from './scope-fields.tsx'
import { texts } from './texts.ts'

/** Asks the decision itself: the same code, the same grants, the policy of that time. */
export function Explain() {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const [principal, setPrincipal] = useState('')
  const [scope, setScope] = useState(NO_SCOPE)
  const [at, setAt] = useState('')
  const ask = useMutation({
    mutationFn: () => explain({ body: { principal, ...scopeOf(scope), ...atOf(at) } }),
  })
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
        </Row>
        <ScopeFields scope={scope} onChange={setScope} />
        <Row>
          <ButtonUnless
            type="submit"
            loading={ask.isPending}
            whyNot={principal === '' ? whyNot.principal : undefined}
          >
            {t.explain}
          </ButtonUnless>
        </Row>
        {ask.error && <ProblemView error={ask.error} />}
        {ask.data && <Answer of={ask.data} />}
      </Stack>
    </form>
  )
}

function Answer({ of }: { readonly of: Explained }) {
  const t = useTexts(texts)
  return (
    <section role="status">
      <h3>
        <StateMark state={of.allowed ? 'satisfied' : 'violated'} quiet /> {of.allowed ? t.allowed : t.denied}{' '}
        {of.allowed ? t.byGrant : of.clause && t.byClause(of.clause)} {of.grant && <IdText id={of.grant} />}
      </h3>
      {of.why && (
        <p>
          {of.why} <code>{of.reason}</code>
        </p>
      )}
      {of.considered.length > 0 && (
        <SmallTable
          label={t.considered}
          heads={[t.grant, t.role, t.answers]}
          rows={of.considered.map((c) => ({
            key: `${c.grant} ${c.answers}`,
            cells: [
              <IdText key="id" id={c.grant} />,
              c.role ?? t.none,
              <code key="answers">{c.answers}</code>,
            ],
          }))}
        />
      )}
    </section>
  )
}
