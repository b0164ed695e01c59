import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronUp, IconLogout, IconUserCircle } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '../api/people.ts'
import { useBase } from '../i18n/base.ts'
import { useSession } from '../session/session.tsx'
import classes from './shell.module.css'

export function PersonMenu() {
  const t = useBase()
  const { me, forget } = useSession()
  const go = useNavigate()
  const leave = useMutation({
    mutationFn: () => signOut({}),
    // The provider ends its own session at an address of its own.
    onSuccess: ({ next }) => next !== null && location.assign(next),
    onSettled: () => forget(),
  })
  if (me === undefined) return null
  return (
    <Menu position="top-start" width="target" withinPortal={false} trapFocus={false}>
      <Menu.Target>
        <UnstyledButton className={classes.person ?? ''}>
          <IconUserCircle size={20} stroke={1.5} aria-hidden />
          <span className={classes.personName}>
            <span>{me.person.name}</span>
            <span className={classes.tenant}>{me.tenant.slug}</span>
          </span>
          <IconChevronUp size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserCircle size={16} aria-hidden />}
          onClick={() => void go({ to: '/account' })}
        >
          {t.account}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => leave.mutate()}>
          {t.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
