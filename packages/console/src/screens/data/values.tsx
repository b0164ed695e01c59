import { Button } from '@mantine/core'
import { Facts } from '../../components/page.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import type { Revealed } from './api.ts'
import classes from './data.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly of: Revealed
  readonly secondsLeft: number
  readonly hide: () => void
}

const intoView = (section: HTMLElement | null) => section?.scrollIntoView({ block: 'nearest' })

export function Values({ of, secondsLeft, hide }: Props) {
  const t = useTexts(texts).record
  const base = useBase()
  return (
    // Below a long list of fields nobody would see what they opened before its time is over.
    <section className={classes.values} aria-label={t.values} ref={intoView}>
      <div className={classes.valuesTop}>
        <h3>{t.values}</h3>
        {/* Read out once, not every second. */}
        <span className={classes.soft} aria-hidden>
          {base.revealed.hidesIn(secondsLeft)}
        </span>
        <Button size="compact-sm" variant="default" onClick={hide}>
          {base.revealed.hide}
        </Button>
      </div>
      <Facts
        of={[
          ...Object.entries(of.fields).map(
            ([name, value]) =>
              [
                name,
                <span key={name} className={classes.value} translate="no">
                  {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
                </span>,
              ] as const,
          ),
          ...of.gone.map((name) => [name, t.gone] as const),
        ]}
      />
      <p className={classes.soft}>
        {t.promise} <span className={classes.hash}>{of.promise.leaf}</span>
      </p>
    </section>
  )
}
