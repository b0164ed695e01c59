import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { grantsOf } from '../../api/grants.ts'
import { usePrincipalName } from '../../api/principals.ts'
import { Confirm } from '../../components/confirm.tsx'
import { IdText } from '../../components/copy.tsx'
import { GrantTable } from '../../components/grant-table.tsx'
import { Soft, Stack } from '../../components/layout.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { disableService, type Service } from './api.ts'
import { Keys } from './keys.tsx'
import { texts } from './texts.ts'

export function ServiceView({ service }: { readonly service: Service }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const queries = useQueryClient()
  const [ending, setEnding] = useState(false)
  const grants = useQuery({ queryKey: ['grants', service.id], queryFn: () => grantsOf(service.id) })
  const end = useMutation({
    mutationFn: () => disableService({ service: service.id }),
    meta: { done: 'revoked' },
    async onSuccess() {
      setEnding(false)
      await queries.invalidateQueries()
    },
  })
  return (
    <Stack>
      <Facts
        of={[
          ['ID', <IdText key="id" id={service.id} />],
          [t.columns.owner, nameOf(service.owner)],
          [t.columns.created, <Time key="created" at={service.created} />],
          [t.columns.lastUsed, service.lastUsed ? <Time key="used" at={service.lastUsed} /> : t.never],
          [t.columns.state, service.disabled ? t.ended : t.live],
        ]}
      />
      <Keys service={service} />
      <section>
        <h3>{t.grants}</h3>
        <Loaded query={grants}>
          {(all) => (all.length === 0 ? <Soft>{t.noGrants}</Soft> : <GrantTable grants={all} />)}
        </Loaded>
      </section>
      {!service.disabled && (
        <div>
          <Button color="red" variant="outline" onClick={() => setEnding(true)}>
            {t.disable}
          </Button>
        </div>
      )}
      <Confirm
        open={ending}
        title={t.disableTitle}
        action={t.disable}
        onClose={() => setEnding(false)}
        onConfirm={() => end.mutate()}
        pending={end.isPending}
        error={end.error}
      >
        <p>{t.disableText}</p>
      </Confirm>
    </Stack>
  )
}
