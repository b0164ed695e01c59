import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type CollectionItem, collections } from '../../api/collections.ts'
import { makeService } from '../../api/services.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { type FirstMade, grantsOf, likelyPurpose } from './grants.ts'
import classes from './set-up.module.css'
import { texts } from './texts.ts'

interface Props {
  readonly collection: string | undefined
  readonly keep: (made: FirstMade) => void
  readonly done: () => void
  readonly back: () => void
}

export function FirstService(props: Props) {
  const read = useQuery(collections)
  return (
    <Loaded query={read}>
      {(data) => {
        const collection = data.collections.find((c) => c.name === props.collection) ?? data.collections[0]
        return collection ? <ServiceForm {...props} of={collection} /> : null
      }}
    </Loaded>
  )
}

function ServiceForm({ of, keep, done, back }: Omit<Props, 'collection'> & { readonly of: CollectionItem }) {
  const all = useTexts(texts)
  const t = all.service
  const queries = useQueryClient()
  const [purpose, setPurpose] = useState(likelyPurpose(of))
  const make = useMutation({
    mutationFn: (name: string) => makeService({ name, grants: grantsOf(of, purpose) }),
    onSuccess: ({ key }) => {
      keep({ key, purpose })
      void queries.invalidateQueries({ queryKey: ['services'] })
    },
    gcTime: 0,
  })
  if (make.data) return <KeyShown text={make.data.key} done={done} />
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.mutate(String(new FormData(event.currentTarget).get('name')).trim())
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>{t.text}</p>
      <TextInput
        name="name"
        label={t.name}
        description={t.hint}
        required
        withAsterisk={false}
        maxLength={100}
      />
      <NativeSelect
        label={t.purpose}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
        data={of.purposes.map((p) => p.name)}
      />
      <May purpose={purpose} />
      {make.error && <ProblemView error={make.error} />}
      <div className={classes.buttons}>
        <Button variant="default" size="md" onClick={back}>
          {all.back}
        </Button>
        <Button type="submit" size="md" loading={make.isPending}>
          {t.go}
        </Button>
      </div>
    </form>
  )
}

function KeyShown({ text, done }: { readonly text: string; readonly done: () => void }) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const [kept, setKept] = useState(false)
  return (
    <div className={classes.form}>
      <ShownOnce label={t.service.key} text={text} onKept={setKept} />
      <div>
        <ButtonUnless size="md" whyNot={kept ? undefined : whyNot.kept} onClick={done}>
          {t.next}
        </ButtonUnless>
      </div>
    </div>
  )
}

/** What the service will be able to do with the grants that it gets. */
function May({ purpose }: { readonly purpose: string }) {
  const t = useTexts(texts).service
  return (
    <div>
      <h2>{t.may}</h2>
      <ul className={classes.may}>
        <li>{t.mayPut}</li>
        <li>{t.mayReveal(purpose)}</li>
        <li>{t.mayMeta}</li>
      </ul>
    </div>
  )
}
