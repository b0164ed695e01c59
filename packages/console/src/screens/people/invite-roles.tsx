import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { listRoles, useRoleTitle } from '../../api/roles.ts'
import { Group } from '../../components/group.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import classes from './people.module.css'
import { texts } from './texts.ts'

/** The roles that are asked for together with an invitation: those of the policy, none of them at first. */
export function InviteRoles() {
  const t = useTexts(texts)
  const titleOf = useRoleTitle()
  const roles = useQuery({ queryKey: ['roles'], queryFn: () => listRoles({}), staleTime: 60_000 })
  return (
    <Group label={t.inviteRoles} describedBy="invite-roles">
      <p id="invite-roles" className={classes.soft}>
        {t.inviteRolesText}
      </p>
      <Loaded query={roles}>
        {({ items }) => (
          <div className={classes.choices}>
            {items.map(({ name }) => (
              <Checkbox key={name} name="role" value={name} label={titleOf(name)} />
            ))}
          </div>
        )}
      </Loaded>
    </Group>
  )
}
