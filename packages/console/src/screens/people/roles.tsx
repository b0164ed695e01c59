import { useQuery } from '@tanstack/react-query'
import { usePrincipalName } from '../../api/principals.ts'
import { listAssignments, useRoleTitle } from '../../api/roles.ts'
import { SmallTable, Soft } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { texts } from './texts.ts'

export function Roles({ person }: { readonly person: string }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const titleOf = useRoleTitle()
  const assigned = useQuery({
    queryKey: ['assignments', person],
    queryFn: () => listAssignments({ principal: person, live: 'true' }),
  })
  return (
    <Loaded query={assigned}>
      {({ items }) =>
        items.length === 0 ? (
          <Soft>{t.none}</Soft>
        ) : (
          <SmallTable
            label={t.columns.roles}
            heads={[t.assignments.role, t.assignments.until, t.assignments.approved]}
            rows={items.map((a) => ({
              key: a.id,
              cells: [
                titleOf(a.role),
                <Time key="until" at={a.until} as="day" />,
                a.approvedBy === null ? t.assignments.nobody : nameOf(a.approvedBy),
              ],
            }))}
          />
        )
      }
    </Loaded>
  )
}
