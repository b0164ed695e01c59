import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endCase, readCase, reviewCase, type WholeCase } from '../../api/cases.ts'
import { usePrincipalName } from '../../api/principals.ts'
import { say } from '../../components/announcer/said.ts'
import { Chips, Row, SmallTable, Soft, Stack } from '../../components/layout.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { texts } from './texts.ts'

export function CaseView({ id }: { readonly id: string }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const { number } = useFormat()
  // That it was read is an entry: once is enough.
  const read = useQuery({
    queryKey: ['cases', 'one', id],
    queryFn: () => readCase({ case: id }),
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  return (
    <Loaded query={read}>
      {(one) => (
        <Stack>
          <Chips of={[t.states[one.state], ...(one.outcome ? [t.outcomes[one.outcome]] : [])]} strong />
          <Facts
            of={[
              [t.columns.person, nameOf(one.person)],
              [t.ticket, one.ticket ?? '–'],
              [t.collection, one.collection],
              [t.purpose, one.purpose],
              [t.fields, one.fields.join(', ')],
              [t.recordIds, one.recordIds.join(', ') || '–'],
              ...(one.state === 'requested' ? [[t.approvedBy, t.approvers[one.approvedBy]] as const] : []),
              [t.asked, <Time key="asked" at={one.requested} />],
              [t.columns.until, <Time key="until" at={one.ended ?? one.until} />],
              [t.columns.used, `${number(one.used)} / ${number(one.cap)}`],
              ...(one.reviewDue ? [[t.reviewDue, <Time key="due" at={one.reviewDue} />] as const] : []),
              ...(one.reviewedBy ? [[t.reviewed, nameOf(one.reviewedBy)] as const] : []),
              ...(one.note ? [[t.note, one.note] as const] : []),
            ]}
          />
          <section>
            <h3>{t.uses}</h3>
            {one.uses.length === 0 ? (
              <Soft>{t.noUses}</Soft>
            ) : (
              <SmallTable
                label={t.uses}
                heads={[t.use.n, t.use.what, t.use.when, t.use.leaf]}
                rows={one.uses.map((use) => ({
                  key: String(use.n),
                  cells: [
                    number(use.n),
                    `${use.action}: ${use.fields.join(', ')}`,
                    <Time key="taken" at={use.taken} as="second" />,
                    <code key="leaf">{use.leaf?.slice(0, 12) ?? '–'}</code>,
                  ],
                }))}
              />
            )}
          </section>
          <Acts of={one} />
        </Stack>
      )}
    </Loaded>
  )
}

function Acts({ of }: { readonly of: WholeCase }) {
  const t = useTexts(texts)
  const { me, may } = useSession()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const act = useMutation({
    mutationFn: (what: 'end' | 'in-order' | 'objected'): Promise<unknown> =>
      what === 'end'
        ? endCase({ case: of.id })
        : reviewCase({ case: of.id, body: { outcome: what, ...(note.trim() ? { note: note.trim() } : {}) } }),
    async onSuccess(_answer, what) {
      await queries.invalidateQueries()
      say(what === 'end' ? 'caseEnded' : 'decided')
    },
  })
  const mine = of.person === me?.person.id
  const reviewable = of.state === 'ended' && of.used > 0 && !mine && may('approve-access')
  return (
    <Stack>
      {act.error && <ProblemView error={act.error} />}
      {of.state === 'live' && (mine || may('approve-access')) && (
        <Row>
          <Button variant="default" loading={act.isPending} onClick={() => act.mutate('end')}>
            {t.end}
          </Button>
        </Row>
      )}
      {reviewable && (
        <section>
          <h3>{t.review}</h3>
          <Textarea label={t.note} value={note} onChange={(e) => setNote(e.currentTarget.value)} rows={2} />
          <Row>
            <Button loading={act.isPending} onClick={() => act.mutate('in-order')}>
              {t.inOrder}
            </Button>
            <Button variant="default" loading={act.isPending} onClick={() => act.mutate('objected')}>
              {t.objected}
            </Button>
          </Row>
        </section>
      )}
    </Stack>
  )
}
