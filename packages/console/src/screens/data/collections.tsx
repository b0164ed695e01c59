import { IconDatabaseOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { type Collection, listCollections } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'

export const COLLECTIONS = ['collections'] as const

export default function Collections() {
  const t = useTexts(texts)
  const collections = useQuery({ queryKey: COLLECTIONS, queryFn: () => listCollections({}) })
  return (
    <Page title={t.title} intro={t.intro}>
      <Loaded query={collections}>
        {({ collections: all }) =>
          all.length === 0 ? (
            <Empty icon={IconDatabaseOff} title={t.none}>
              <p>{t.noneText}</p>
            </Empty>
          ) : (
            <ul className={classes.cards}>
              {all.map((collection) => (
                <Card key={collection.name} collection={collection} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  )
}

function Card({ collection: { name, role, fields, records } }: { readonly collection: Collection }) {
  const t = useTexts(texts)
  const { number } = useFormat()
  const inClasses = [...new Set(fields.map((f) => f.class))]
  return (
    <li className={classes.card}>
      <h2>
        <Link to={`/data/${name}`}>{name}</Link>
      </h2>
      <p className={classes.count}>
        {records.more ? t.atLeast(number(records.count)) : t.records(number(records.count))}
      </p>
      <p className={classes.soft}>
        {role.kind === 'controller' ? t.controller : t.processor(role.for ?? '')} ·{' '}
        {t.fields(number(fields.length))}
      </p>
      <ul className={classes.chips}>
        {inClasses.map((c) => (
          <li
            key={c}
            className={classes.chip}
            data-personal={fields.some((f) => f.class === c && f.personal) || undefined}
          >
            {c}
          </li>
        ))}
      </ul>
    </li>
  )
}
