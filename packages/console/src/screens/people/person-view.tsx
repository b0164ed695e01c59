import { useQuery } from '@tanstack/react-query'
import { grantsOf } from '../../api/grants.ts'
import { IdText } from '../../components/copy.tsx'
import { GrantTable } from '../../components/grant-table.tsx'
import { Stack } from '../../components/layout.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFactorNames } from '../../i18n/factors.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import type { PersonItem } from './api.ts'
import { AskRole } from './ask-role.tsx'
import { OffBoard } from './off-board.tsx'
import { PersonSessions } from './person-sessions.tsx'
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
  const factorNames = useFactorNames()
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
          [t.columns.factors, factorNames(person.factors) || t.noFactor],
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
          <PersonSessions person={person} />
          {person.id !== me?.person.id && <WaysBack person={person} />}
          {person.id !== me?.person.id && <OffBoard person={person} done={close} />}
        </>
      )}
    </Stack>
  )
}
