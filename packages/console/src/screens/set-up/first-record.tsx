import { Button } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type CollectionItem, collections } from '../../api/collections.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { type FirstMade, likelyPurpose, sampleFields, sampleValue } from './grants.ts'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly collection: string | undefined
  readonly made: FirstMade | undefined
}

const LOOK_EVERY_MS = 2000

/** Lines to paste, and a look every two seconds whether the record has come. */
export function FirstRecord({ collection, made }: Props) {
  const t = useTexts(texts).record
  const read = useQuery({ ...collections, refetchInterval: LOOK_EVERY_MS })
  return (
    <Loaded query={read}>
      {(data) => {
        const of = data.collections.find((c) => c.name === collection) ?? data.collections[0]
        if (!of) return null
        const arrived = of.records.count > 0
        return (
          <div className={classes.form}>
            <p>{t.text}</p>
            {made === undefined && <p className={classes.soft}>{t.keyGone}</p>}
            <CodeBlock text={linesFor(of, made)} label={t.lines} />
            <p className={classes.arrival} role="status" data-arrived={arrived || undefined}>
              {arrived && <IconCircleCheckFilled size={18} aria-hidden />}
              {arrived ? t.arrived : t.waiting}
            </p>
            <div>
              <Button
                component={Link}
                {...{ to: '/overview' }}
                size="md"
                variant={arrived ? 'filled' : 'default'}
              >
                {arrived ? t.go : t.without}
              </Button>
            </div>
          </div>
        )
      }}
    </Loaded>
  )
}

function linesFor(of: CollectionItem, made: FirstMade | undefined): string {
  const purpose = made?.purpose ?? likelyPurpose(of)
  const fields = sampleFields(of, purpose)
  const values = Object.fromEntries(fields.map((name, i) => [name, sampleValue(name, i)]))
  const records = `$URL/collections/${of.name}/records/first-1`
  const auth = `-H "authorization: Bearer $KEY" -H 'content-type: application/json'`
  return [
    `URL=${location.origin}/v1`,
    `KEY=${made?.key ?? '…'}`,
    `curl -s -X PUT ${records} ${auth} \\\n  -d '${JSON.stringify({ fields: values })}'`,
    `curl -s ${records}/reveal ${auth} \\\n  -d '${JSON.stringify({ purpose, fields: fields.slice(0, 1) })}'`,
  ].join('\n')
}
