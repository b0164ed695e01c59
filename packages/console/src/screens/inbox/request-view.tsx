import { usePrincipalName } from '../../api/principals.ts'
import type { Request } from '../../api/requests.ts'
import { Chips, Stack } from '../../components/layout.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Decision } from './decision.tsx'
import { PayloadFacts } from './payload-facts.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly request: Request
  readonly done: () => void
}

/** One request: what would change, why, and the decision. */
export function RequestView({ request, done }: Props) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const means = (t.means as Readonly<Record<string, string>>)[request.kind]
  return (
    <Stack>
      <Chips
        of={[
          t.states[request.state],
          ...(request.emergency ? [t.emergency] : []),
          ...(request.bootstrap ? [t.bootstrap] : []),
        ]}
        strong
      />
      <section>
        <h3>{t.asksFor}</h3>
        <PayloadFacts of={request.payload} nameOf={nameOf} />
        {means !== undefined && <p>{means}</p>}
      </section>
      <section>
        <h3>{t.reason}</h3>
        <p>{request.reason ?? t.noReason}</p>
      </section>
      <Course of={request} />
      {request.effect && (
        <section>
          <h3>{t.effect}</h3>
          <PayloadFacts of={request.effect} nameOf={nameOf} />
        </section>
      )}
      <Decision request={request} done={done} />
    </Stack>
  )
}

/** Who asked, decided and looked at it, and when. */
function Course({ of: request }: { readonly of: Request }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  return (
    <Facts
      of={[
        [t.by, nameOf(request.requestedBy)],
        [t.columns.asked, <Time key="asked" at={request.requested} />],
        ...(request.state === 'open'
          ? [[t.expires, <Time key="expires" at={request.expires} />] as const]
          : []),
        ...(request.decidedBy ? [[t.decided, nameOf(request.decidedBy)] as const] : []),
        ...(request.note ? [[t.note, request.note] as const] : []),
        ...(request.reviewDue ? [[t.reviewDue, <Time key="due" at={request.reviewDue} />] as const] : []),
        ...(request.reviewedBy ? [[t.reviewed, nameOf(request.reviewedBy)] as const] : []),
      ]}
    />
  )
}
