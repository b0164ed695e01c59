import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Factors, myFactors, removeFactor } from '../../api/people.ts'
import { Dialog } from '../../components/dialog.tsx'
import { EnrolFactors } from '../../components/enrol-factors/enrol-factors.tsx'
import { RecoveryCodes } from '../../components/enrol-factors/recovery-codes.tsx'
import { Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './account.module.css'
import { texts } from './texts.ts'

type Item = Factors['items'][number]

export function FactorsPanel() {
  const t = useTexts(texts).factors
  const { number } = useFormat()
  const { renew } = useSession()
  const queries = useQueryClient()
  const factors = useQuery({ queryKey: ['my-factors'], queryFn: () => myFactors({}) })
  const [open, setOpen] = useState<'add' | 'codes' | Item | undefined>(undefined)
  const done = () => {
    setOpen(undefined)
    void queries.invalidateQueries({ queryKey: ['my-factors'] })
    void renew()
  }
  return (
    <Panel title={t.title}>
      <Loaded query={factors}>
        {(data) => (
          <div className={classes.form}>
            <ul className={classes.items}>
              {data.items.map((item) => (
                <li key={item.id}>
                  <Factor item={item} remove={data.items.length > 1 ? () => setOpen(item) : undefined} />
                </li>
              ))}
              <li>
                <div className={classes.item}>
                  <div>
                    <strong>{t.recovery}</strong>
                    <p className={classes.soft}>{t.recoveryLeft(number(data.recoveryCodes))}</p>
                  </div>
                  <Button variant="default" size="compact-sm" onClick={() => setOpen('codes')}>
                    {t.recoveryNew}
                  </Button>
                </div>
              </li>
            </ul>
            <div>
              <Button variant="default" onClick={() => setOpen('add')}>
                {t.add}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
      <Dialog open={open === 'add'} onClose={() => setOpen(undefined)} title={t.add}>
        <EnrolFactors done={done} withCodes={false} />
      </Dialog>
      <Dialog open={open === 'codes'} onClose={() => setOpen(undefined)} title={t.recovery}>
        <p>{t.recoveryText}</p>
        <RecoveryCodes done={done} bare />
      </Dialog>
      <Dialog open={typeof open === 'object'} onClose={() => setOpen(undefined)} title={t.removeTitle}>
        {typeof open === 'object' && <Remove item={open} done={done} />}
      </Dialog>
    </Panel>
  )
}

function Factor({ item, remove }: { readonly item: Item; readonly remove: (() => void) | undefined }) {
  const t = useTexts(texts).factors
  return (
    <div className={classes.item}>
      <div>
        <strong>{item.name ?? t[item.kind]}</strong>
        <p className={classes.soft}>
          {item.name ? `${t[item.kind]} · ` : ''}
          {item.synced ? `${t.synced} · ` : ''}
          {t.added} <Time at={item.created} as="day" /> · {t.used}{' '}
          {item.lastUsed ? <Time at={item.lastUsed} as="ago" /> : t.never}
        </p>
      </div>
      {remove && (
        <Button variant="default" size="compact-sm" onClick={remove}>
          {t.remove}
        </Button>
      )}
    </div>
  )
}

function Remove({ item, done }: { readonly item: Item; readonly done: () => void }) {
  const t = useTexts(texts).factors
  const base = useBase()
  const send = useMutation({
    mutationFn: () => removeFactor({ factor: item.id }),
    onSuccess: done,
    meta: { done: 'removed' },
  })
  return (
    <div className={classes.form}>
      <p>
        <strong>{item.name ?? t[item.kind]}</strong>
      </p>
      <p>{t.removeText}</p>
      {send.error && <ProblemView error={send.error} />}
      <div className={classes.row}>
        <Button color="red" loading={send.isPending} onClick={() => send.mutate()}>
          {t.remove}
        </Button>
        <Button variant="default" onClick={done}>
          {base.cancel}
        </Button>
      </div>
    </div>
  )
}
