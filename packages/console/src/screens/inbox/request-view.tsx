import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import {
  approveRequest,
  type Request,
  refuseRequest,
  reviewRequest,
  withdrawRequest,
} from '../../api/requests.ts'
import { Chips, Row, Soft, Stack } from '../../components/layout.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
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
  const { me } = useSession()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const act = useMutation({
    mutationFn: (what: Act) => doIt(what, request.id, note),
    async onSuccess() {
      await queries.invalidateQueries()
      done()
    },
  })
  const mine = request.requestedBy === me?.person.id
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
      </section>
      <section>
        <h3>{t.reason}</h3>
        <p>{request.reason ?? t.noReason}</p>
      </section>
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
      {request.effect && (
        <section>
          <h3>{t.effect}</h3>
          <PayloadFacts of={request.effect} nameOf={nameOf} />
        </section>
      )}
      {act.error && <ProblemView error={act.error} />}
      {(request.approvable || request.reviewable) && (
        <Textarea
          label={t.note}
          description={t.noteHint}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
          rows={2}
        />
      )}
      <Row>
        {request.approvable && (
          <>
            <Button loading={act.isPending} onClick={() => act.mutate('approve')}>
              {t.approve}
            </Button>
            <Button variant="default" loading={act.isPending} onClick={() => act.mutate('refuse')}>
              {t.refuse}
            </Button>
          </>
        )}
        {request.reviewable && (
          <>
            <Button loading={act.isPending} onClick={() => act.mutate('confirmed')}>
              {t.confirm}
            </Button>
            <Button variant="default" loading={act.isPending} onClick={() => act.mutate('objected')}>
              {t.object}
            </Button>
          </>
        )}
        {mine && request.state === 'open' && (
          <Button variant="default" loading={act.isPending} onClick={() => act.mutate('withdraw')}>
            {t.withdraw}
          </Button>
        )}
      </Row>
      {request.state === 'open' && !request.approvable && !mine && <Soft>{t.cannot}</Soft>}
    </Stack>
  )
}

type Act = 'approve' | 'refuse' | 'withdraw' | 'confirmed' | 'objected'

function doIt(what: Act, request: string, note: string): Promise<unknown> {
  const body = note.trim() === '' ? {} : { note: note.trim() }
  if (what === 'approve') return approveRequest({ request, body })
  if (what === 'refuse') return refuseRequest({ request, body })
  if (what === 'withdraw') return withdrawRequest({ request })
  return reviewRequest({ request, body: { ...body, outcome: what } })
}
