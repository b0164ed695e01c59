import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useTexts } from '../../i18n/language.tsx'
import { Filters } from './filters.tsx'
import classes from './log.module.css'
import type { LogView } from './page.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly view: LogView
  readonly show: (view: LogView) => void
  readonly openings: boolean
  readonly setOpenings: (yes: boolean) => void
  readonly following: boolean
  readonly follow: () => void
}

/** Which entries, in which order, with or without what they commit to, and whether new ones come by themselves. */
export function EntriesTools({ view, show, openings, setOpenings, following, follow }: Props) {
  const t = useTexts(texts)
  return (
    <div className={classes.filters} style={{ padding: '0 var(--space-4) var(--space-3)' }}>
      <Filters view={view} show={show} />
      <NativeSelect
        label={t.filter.order}
        value={view.order ?? 'newest'}
        onChange={(e) =>
          show({ ...view, order: e.currentTarget.value === 'oldest' ? 'oldest' : undefined } as LogView)
        }
        data={[
          { value: 'newest', label: t.filter.newest },
          { value: 'oldest', label: t.filter.oldest },
        ]}
      />
      <Checkbox
        label={t.filter.openings}
        description={t.filter.openingsHint}
        checked={openings}
        onChange={(e) => setOpenings(e.currentTarget.checked)}
      />
      <Button variant="default" onClick={follow}>
        {following ? t.follow.stop : t.follow.start}
      </Button>
    </div>
  )
}
