import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Row, SmallTable, Soft, Stack } from '../../components/layout.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { createKey, type Key, listKeys, revokeKey, rotateKey, type Service } from './api.ts'
import { texts } from './texts.ts'

/** Keys of a service. A new one is on the screen once, and in no cache. */
export function Keys({ service }: { readonly service: Service }) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const keys = useQuery({
    queryKey: ['keys', service.id],
    queryFn: () => listKeys({ service: service.id, limit: 200 }),
  })
  const [secret, setSecret] = useState<string | undefined>(undefined)
  const [kept, setKept] = useState(false)
  const [revoking, setRevoking] = useState<Key | undefined>(undefined)
  const again = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['keys'] }),
      queries.invalidateQueries({ queryKey: ['services'] }),
    ])
  }
  const make = useMutation({
    mutationFn: (replaces: Key | undefined) =>
      replaces ? rotateKey({ key: replaces.id, body: {} }) : createKey({ service: service.id, body: {} }),
    async onSuccess({ key }) {
      setKept(false)
      setSecret(key)
      make.reset()
      await again()
    },
    gcTime: 0,
  })
  const revoke = useMutation({
    mutationFn: (key: Key) => revokeKey({ key: key.id }),
    async onSuccess() {
      setRevoking(undefined)
      await again()
    },
  })
  return (
    <section>
      <h3>{t.keys}</h3>
      <Stack>
        <Loaded query={keys}>
          {({ keys: all }) =>
            all.length === 0 ? (
              <Soft>{t.noKeys}</Soft>
            ) : (
              <SmallTable
                label={t.keys}
                heads={[t.key.shown, t.key.state, t.key.expires, t.key.lastUsed, '']}
                rows={all.map((key) => ({
                  key: key.id,
                  cells: [
                    <code key="shown">{key.shown}…</code>,
                    t.key[key.state],
                    <Time key="expires" at={key.expires} as="day" />,
                    key.last_used ? <Time key="used" at={key.last_used} as="ago" /> : t.never,
                    key.state === 'live' && (
                      <Row key="do">
                        <Button
                          size="compact-sm"
                          variant="default"
                          title={t.rotateText}
                          onClick={() => make.mutate(key)}
                        >
                          {t.rotate}
                        </Button>
                        <Button size="compact-sm" variant="default" onClick={() => setRevoking(key)}>
                          {t.revoke}
                        </Button>
                      </Row>
                    ),
                  ],
                }))}
              />
            )
          }
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
      <Dialog keep open={secret !== undefined} onClose={() => setSecret(undefined)} title={t.newKey}>
        {secret !== undefined && (
          <Stack>
            <ShownOnce label={t.newKey} text={secret} onKept={setKept} />
            <Row>
              <Button disabled={!kept} onClick={() => setSecret(undefined)}>
                {t.done}
              </Button>
            </Row>
          </Stack>
        )}
      </Dialog>
      <Confirm
        open={revoking !== undefined}
        title={t.revokeTitle}
        action={t.revoke}
        onClose={() => setRevoking(undefined)}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        pending={revoke.isPending}
        error={revoke.error}
      >
        <p>{t.revokeText}</p>
      </Confirm>
    </section>
  )
}
