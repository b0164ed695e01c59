import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { Page } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { Missing } from '../../states/missing.tsx'
import { listCollections } from './api.ts'
import { COLLECTIONS } from './collections.tsx'
import { Fields } from './fields.tsx'
import { Find } from './find.tsx'
import { RecordView } from './record-view.tsx'
import { Records } from './records.tsx'
import { Retention } from './retention.tsx'
import { texts } from './texts.ts'

export interface CollectionView {
  readonly view?: 'fields'
  readonly state?: 'readable' | 'partly' | 'destroyed'
}

/** A collection. Which record is open is known to this component alone: ids that callers choose may be personal, and stay out of the address. */
export default function CollectionPage() {
  const t = useTexts(texts)
  const { collection: name } = useParams({ strict: false }) as { collection: string }
  const view = useSearch({ strict: false }) as CollectionView
  const navigate = useNavigate()
  const show = (next: CollectionView) =>
    void navigate({ to: `/data/${name}`, search: next as never, replace: true })
  const collections = useQuery({ queryKey: COLLECTIONS, queryFn: () => listCollections({}) })
  const [open, setOpen] = useState<string | undefined>(undefined)
  return (
    <Loaded query={collections}>
      {({ collections: all }) => {
        const collection = all.find((c) => c.name === name)
        if (collection === undefined) return <Missing />
        return (
          <Page
            title={collection.name}
            intro={t.intro}
            actions={
              <SegmentedControl
                aria-label={t.tabs.label}
                value={view.view ?? 'records'}
                onChange={(value) => show(value === 'fields' ? { view: 'fields' } : {})}
                data={[
                  { value: 'records', label: t.tabs.records },
                  { value: 'fields', label: t.tabs.fields },
                ]}
              />
            }
          >
            {view.view === 'fields' ? (
              <>
                <Fields collection={collection} />
                <Retention collection={collection} />
              </>
            ) : (
              <>
                <Find collection={collection} open={setOpen} />
                <Records collection={collection.name} view={view} show={show} open={setOpen} openId={open} />
              </>
            )}
            <Dialog side open={open !== undefined} onClose={() => setOpen(undefined)} title={t.record.title}>
              {open !== undefined && <RecordView key={open} collection={collection} id={open} />}
            </Dialog>
          </Page>
        )
      }}
    </Loaded>
  )
}
