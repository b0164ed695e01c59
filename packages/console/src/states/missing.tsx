import { IconMapSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useBase } from '../i18n/base.ts'
import { Bare } from '../shell/bare.tsx'
import { Empty } from './empty.tsx'

export function Missing() {
  const t = useBase()
  return (
    <Bare>
      <Empty icon={IconMapSearch} title={t.problem.missing} as="h1">
        <p>{t.problem.missingText}</p>
        <p>
          <Link to="/overview">{t.problem.home}</Link>
        </p>
      </Empty>
    </Bare>
  )
}
