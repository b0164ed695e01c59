import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Row, SmallTable, Soft, Stack } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import { useFactorNames } from '../../i18n/factors.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type PersonItem, resume, revokeSessions, sessionsOf, suspend } from './api.ts'
import { texts } from './texts.ts'

/** Where somebody is signed in, and what ends that: once, or until they are let in again. */
export function PersonSessions({ person }: { readonly person: PersonItem }) {
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
            items.length === 0 ? <Soft>{t.noSessions}</Soft> : <SessionTable sessions={items} />
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

type Session = Awaited<ReturnType<typeof sessionsOf>>['items'][number]

function SessionTable({ sessions }: { readonly sessions: readonly Session[] }) {
  const t = useTexts(texts)
  const factorNames = useFactorNames()
  return (
    <SmallTable
      label={t.sessions}
      heads={[t.session.made, t.session.lastSeen, t.session.address, t.session.factors]}
      rows={sessions.map((s) => ({
        key: s.id,
        cells: [
          <Time key="made" at={s.created} />,
          <Time key="seen" at={s.seen} as="ago" />,
          s.address,
          factorNames(s.amr),
        ],
      }))}
    />
  )
}
