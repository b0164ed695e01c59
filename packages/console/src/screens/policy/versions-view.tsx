import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { policyVersions } from '../../api/policy.ts'
import { IdText } from '../../components/copy.tsx'
import type { Column } from '../../components/data-table/columns.ts'
import { DataTable } from '../../components/data-table/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { Differences } from './differences.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'
import { Waiting } from './waiting.tsx'

type Version = NonNullable<Awaited<ReturnType<NonNullable<typeof policyVersions.queryFn>>>>[number]

const idOf = (v: { readonly version: number }) => String(v.version)

export function VersionsView() {
  const t = useTexts(texts).versions
  const { number } = useFormat()
  const go = useNavigate()
  const { version } = useSearch({ strict: false }) as { version?: number }
  const versions = useQuery(policyVersions)
  const columns = useMemo<readonly Column<Version>[]>(() => {
    const who = (id: string) => (id.includes('_') ? <IdText id={id} /> : id)
    return [
      {
        id: 'version',
        header: t.version,
        cell: (v) => number(v.version),
        sort: (v) => v.version,
        width: '5rem',
      },
      { id: 'applied', header: t.applied, cell: (v) => <Time at={v.applied} />, width: 'minmax(12rem, 1fr)' },
      { id: 'proposed', header: t.proposed, cell: (v) => who(v.proposedBy) },
      { id: 'approved', header: t.approved, cell: (v) => (v.approvedBy ? who(v.approvedBy) : t.nobody) },
      { id: 'digest', header: t.digest, cell: (v) => <code>{v.digest.slice(0, 16)}…</code>, wideOnly: true },
    ]
  }, [t, number])
  return (
    <Loaded query={versions}>
      {(data) => (
        <div className={classes.versions}>
          <Waiting />
          <Panel title={t.version} flush>
            <DataTable
              label={t.version}
              rows={data}
              columns={columns}
              rowId={idOf}
              openId={version === undefined ? undefined : String(version)}
              onOpen={(v) => void go({ to: '/policy', search: { view: 'versions', version: v.version } })}
              height="20rem"
            />
          </Panel>
          {version === undefined ? <p className={classes.soft}>{t.choose}</p> : <Differences to={version} />}
        </div>
      )}
    </Loaded>
  )
}
