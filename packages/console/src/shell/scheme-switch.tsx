import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { useBase } from '../i18n/base.ts'

export function SchemeSwitch() {
  const t = useBase()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  const label = `${t.scheme.label}: ${dark ? t.scheme.light : t.scheme.dark}`
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        {dark ? <IconSun size={17} aria-hidden /> : <IconMoon size={17} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}
