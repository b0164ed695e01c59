import { useQuery } from '@tanstack/react-query'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { type Collection, type Group, readMetadata } from './api.ts'
import classes from './data.module.css'
import { Reveal } from './reveal.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly collection: Collection
  readonly id: string
}

/** One record: what is known of it closed, and the way to open fields of it. */
export function RecordView({ collection, id }: Props) {
  const t = useTexts(texts).record
  const columns = useTexts(texts).columns
  const { number } = useFormat()
  const metadata = useQuery({
    queryKey: ['record', collection.name, id],
    queryFn: () => readMetadata({ collection: collection.name, id }),
    gcTime: 0,
    // Reading it is an entry: once is enough.
    refetchOnWindowFocus: false,
  })
  return (
    <Loaded query={metadata}>
      {(record) => (
        <div className={classes.record}>
          <section>
            <h3>{t.metadata}</h3>
            <Facts
              of={[
                [columns.id, record.id],
                [columns.version, number(record.version)],
                [columns.created, <Time key="created" at={record.created} />],
                ...Object.entries(record.events).map(
                  ([event, at]) => [event, <Time key={event} at={at} />] as const,
                ),
                ...record.groups.map(
                  (group) =>
                    [group.classes.join(', '), <End key={group.classes.join()} of={group} />] as const,
                ),
              ]}
            />
          </section>
          {record.groups.some((g) => g.state === 'readable') && (
            <Reveal collection={collection} id={id} masks={record.masks} groups={record.groups} />
          )}
        </div>
      )}
    </Loaded>
  )
}

function End({ of }: { readonly of: Group }) {
  const t = useTexts(texts)
  const { dateTime } = useFormat()
  if (of.state === 'destroyed') return t.record.destroyed
  return of.destroy === undefined ? t.noEnd : t.record.destroyOn(dateTime(of.destroy))
}
