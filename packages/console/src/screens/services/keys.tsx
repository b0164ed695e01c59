import { Button } from '@mantine/core'
import { useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Confirm } from '../../components/confirm.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Row, Stack } from '../../components/layout.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import type { Key, Service } from './api.ts'
import { BindKey } from './bind-key.tsx'
import { KeyTable } from './key-table.tsx'
import { texts } from './texts.ts'
import { useKeys } from './use-keys.ts'

/** Keys of a service. A new one is on the screen once, and in no cache. */
export function Keys({ service }: { readonly service: Service }) {
  const t = useTexts(texts)
  const { keys, secret, putAway, make, revoke } = useKeys(service.id)
  const [revoking, setRevoking] = useState<Key | undefined>(undefined)
  const [binding, setBinding] = useState<Key | undefined>(undefined)
  return (
    <section>
      <h3>{t.keys}</h3>
      <Stack>
        <Loaded query={keys}>
          {(read) => (
            <KeyTable keys={read.keys} rotate={make.mutate} bind={setBinding} revoke={setRevoking} />
          )}
        </Loaded>
        {make.error && <ProblemView error={make.error} />}
        {!service.disabled && (
          <div>
            <Button variant="default" loading={make.isPending} onClick={() => make.mutate(undefined)}>
              {t.makeKey}
            </Button>
          </div>
        )}
      </Stack>
      <Dialog keep open={secret !== undefined} onClose={putAway} title={t.newKey}>
        {secret !== undefined && <NewKey key={secret} secret={secret} done={putAway} />}
      </Dialog>
      <Dialog open={binding !== undefined} onClose={() => setBinding(undefined)} title={t.bind.title}>
        {binding && <BindKey of={binding} done={() => setBinding(undefined)} />}
      </Dialog>
      <Confirm
        open={revoking !== undefined}
        title={t.revokeTitle}
        action={t.revoke}
        onClose={() => setRevoking(undefined)}
        onConfirm={() => revoking && revoke.mutate(revoking, { onSuccess: () => setRevoking(undefined) })}
        pending={revoke.isPending}
        error={revoke.error}
      >
        <p>{t.revokeText}</p>
      </Confirm>
    </section>
  )
}

function NewKey({ secret, done }: { readonly secret: string; readonly done: () => void }) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const [kept, setKept] = useState(false)
  return (
    <Stack>
      <ShownOnce label={t.newKey} text={secret} onKept={setKept} />
      <Row>
        <ButtonUnless whyNot={kept ? undefined : whyNot.kept} onClick={done}>
          {t.done}
        </ButtonUnless>
      </Row>
    </Stack>
  )
}
