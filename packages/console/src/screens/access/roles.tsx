import { useQuery } from '@tanstack/react-query'
import { usePrincipalName } from '../../api/principals.ts'
import { listAssignments, listRoles } from '../../api/roles.ts'
import { Chips, Stack } from '../../components/layout.tsx'
import { useLanguage, useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { texts } from './texts.ts'

/** The roles of the policy in force, what each may do, and who has it. */
export function Roles() {
  const t = useTexts(texts)
  const { language } = useLanguage()
  const nameOf = usePrincipalName()
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => listRoles({}) })
  const assigned = useQuery({
    queryKey: ['assignments', 'live'],
    queryFn: () => listAssignments({ live: 'true', limit: 200 }),
  })
  return (
    <Loaded query={roles}>
      {({ items }) => (
        <Stack>
          {items.map((role) => {
            const holders =
              assigned.data?.items.filter((a) => a.role === role.name).map((a) => nameOf(a.principal)) ?? []
            return (
              <section key={role.name}>
                <h3>
                  {role.title?.[language] ?? role.name} <code>{role.name}</code>
                </h3>
                <Chips
                  label={t.actions}
                  of={[
                    ...role.actions,
                    ...role.grants.map(
                      (g) => `${g.action} ${g.collection}${g.masked ? ` (${t.masked})` : ''}`,
                    ),
                  ]}
                />
                <p>{holders.length === 0 ? t.nobody : holders.join(', ')}</p>
              </section>
            )
          })}
        </Stack>
      )}
    </Loaded>
  )
}
