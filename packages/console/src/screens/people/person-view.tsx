import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { grantsOf } from '../../api/grants.ts'
import { IdText } from '../../components/copy.tsx'
import { GrantTable } from '../../components/grant-table.tsx'
import { Row, SmallTable, Soft, Stack } from '../../components/layout.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type PersonItem, resume, revokeSessions, sessionsOf, suspend } from './api.ts'
import { AskRole } from './ask-role.tsx'
import { OffBoard } from './off-board.tsx'
import { Roles } from './roles.tsx'
import { texts } from './texts.ts'
import { WaysBack } from './ways-back.tsx'

interface Props {
  readonly person: PersonItem
  readonly close: () => void
}

export function PersonView({ person, close }: Props) {
  const t = useTexts(texts)
  const { may, me } = useSession()
  const grants = useQuery({
    queryKey: ['grants', person.id],
    queryFn: () => grantsOf(person.id),
    enabled: may('manage'),
  })
  return (
    <Stack>
      <Facts
        of={[
          ['ID', <IdText key="id" id={person.id} />],
          [t.columns.userName, person.userName],
          [t.email, person.email],
          [t.columns.state, t.states[person.state]],
          [t.columns.source, (t.sources as Readonly<Record<string, string>>)[person.source] ?? person.source],
          [t.columns.factors, person.factors.join(', ') || t.noFactor],
          [t.columns.lastSeen, person.lastSeen ? <Time key="seen" at={person.lastSeen} /> : t.never],
        ]}
      />
      <section>
        <h3>{t.grants}</h3>
        <Stack>
          <Roles person={person.id} />
          {may('manage') && (
            <Loaded query={grants}>{(all) => (all.length === 0 ? null : <GrantTable grants={all} />)}</Loaded>
          )}
          {may('manage', 'manage-people') && person.state !== 'left' && <AskRole person={person.id} />}
        </Stack>
      </section>
      {may('manage-people') && person.state !== 'left' && (
        <>
          <Sessions person={person} />
          {person.id !== me?.person.id && <WaysBack person={person} />}
          {person.id !== me?.person.id && <OffBoard person={person} done={close} />}
        </>
      )}
    </Stack>
  )
}

function Sessions({ person }: { readonly person: PersonItem }) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const sessions = useQuery({
    queryKey: ['people', 'sessions', person.id],
    queryFn: () => sessionsOf({ person: person.id }),
  })
  const act = useMutation({
    mutationFn: (what: (of: { person: string }) => Promise<unknown>) => what({ person: person.id }),
    async onSuccess() {
      setAsking(false)
      await queries.invalidateQueries({ queryKey: ['people'] })
    },
  })
  return (
    <section>
      <h3>{t.sessions}</h3>
      <Stack>
        <Loaded query={sessions}>
          {({ items }) =>
            items.length === 0 ? (
              <Soft>{t.noSessions}</Soft>
            ) : (
              <SmallTable
                label={t.sessions}
                heads={[t.session.made, t.session.lastSeen, t.session.address, t.session.factors]}
                rows={items.map((s) => ({
                  key: s.id,
                  cells: [
                    <Time key="made" at={s.created} />,
                    <Time key="seen" at={s.seen} as="ago" />,
                    s.address,
                    s.amr.join(', '),
                  ],
                }))}
              />
            )
          }
        </Loaded>
        {act.error && <ProblemView error={act.error} />}
        {asking && <p>{t.suspendText}</p>}
        <Row>
          <Button variant="default" onClick={() => act.mutate(revokeSessions)} loading={act.isPending}>
            {t.endSessions}
          </Button>
          {person.state === 'suspended' ? (
            <Button variant="default" onClick={() => act.mutate(resume)}>
              {t.resume}
            </Button>
          ) : (
            <Button
              variant="default"
              color={asking ? 'red' : 'gray'}
              onClick={() => (asking ? act.mutate(suspend) : setAsking(true))}
            >
              {t.suspend}
            </Button>
          )}
        </Row>
      </Stack>
    </section>
  )
}
