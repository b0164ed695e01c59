import { IconLock } from '@tabler/icons-react'
import { useBase } from '../i18n/base.ts'
import { useFormat } from '../i18n/format.ts'
import type { Screen } from '../screens.ts'
import { Empty } from './empty.tsx'

/** Somebody opened the address of a screen that nothing they hold opens. */
export function Refused({ screen }: { readonly screen: Screen }) {
  const t = useBase()
  const { list } = useFormat()
  return (
    <Empty icon={IconLock} title={t.refused.title} as="h1">
      <p>{t.refused.text(list(screen.needs))}</p>
    </Empty>
  )
}
