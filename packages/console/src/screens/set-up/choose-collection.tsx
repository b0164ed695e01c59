import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { collections } from '../../api/collections.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Choice } from '../../components/choice.tsx'
import { Facts } from '../../components/page.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly chosen: string | undefined
  readonly choose: (collection: string) => void
  readonly done: () => void
  readonly back: () => void
}

export function ChooseCollection({ chosen, choose, done, back }: Props) {
  const all = useTexts(texts)
  const t = all.collection
  const { whyNot } = useBase()
  const { number, list } = useFormat()
  const read = useQuery(collections)
  return (
    <div className={classes.form}>
      <Loaded query={read}>
        {(data) => {
          const current = data.collections.find((c) => c.name === chosen) ?? data.collections[0]
          return (
            <>
              <Choice
                label={t.text}
                value={current?.name ?? ''}
                onChange={choose}
                options={data.collections.map((c) => ({
                  value: c.name,
                  label: c.name,
                  text: t.fields(number(c.fields.length)),
                }))}
              />
              {current && (
                <Facts
                  of={[
                    [t.classes, list([...new Set(current.fields.map((f) => f.class))])],
                    [t.purposes, list(current.purposes.map((p) => p.name))],
                  ]}
                />
              )}
            </>
          )
        }}
      </Loaded>
      <div className={classes.buttons}>
        <Button variant="default" size="md" onClick={back}>
          {all.back}
        </Button>
        <ButtonUnless size="md" onClick={done} whyNot={read.data ? undefined : whyNot.loading}>
          {all.next}
        </ButtonUnless>
      </div>
    </div>
  )
}
