import { Button } from '@mantine/core'
import { IconKeyOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Grant, listGrants, revokeGrant } from '../../api/grants.ts'
import { usePrincipalName } from '../../api/principals.ts'
import { Confirm } from '../../components/confirm.tsx'
import { GrantTable } from '../../components/grant-table.tsx'
import { Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { texts } from './texts.ts'

/** Live grants by who has them. */
export function AllGrants() {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const queries = useQueryClient()
  const [ending, setEnding] = useState<Grant | undefined>(undefined)
  const grants = useQuery({
    queryKey: ['grants', 'live'],
    queryFn: () => listGrants({ live: 'true', limit: 200 }),
  })
  const end = useMutation({
    mutationFn: (grant: Grant) => revokeGrant({ grant: grant.id }),
    meta: { done: 'revoked' },
    async onSuccess() {
      setEnding(undefined)
      await queries.invalidateQueries()
    },
  })
  return (
    <Loaded query={grants}>
      {({ grants: all }) =>
        all.length === 0 ? (
          <Empty icon={IconKeyOff} title={t.noGrants}>
            <p>{t.noGrantsText}</p>
          </Empty>
        ) : (
          <Stack>
            {[...new Set(all.map((g) => g.principal))].map((principal) => (
              <section key={principal}>
                <h3>{nameOf(principal)}</h3>
                <GrantTable
                  grants={all.filter((g) => g.principal === principal)}
                  act={(grant) => (
                    <Button size="compact-sm" variant="default" onClick={() => setEnding(grant)}>
                      {t.revoke}
                    </Button>
                  )}
                />
              </section>
            ))}
            <Confirm
              open={ending !== undefined}
              title={t.revokeTitle}
              action={t.revoke}
              onClose={() => setEnding(undefined)}
              onConfirm={() => ending && end.mutate(ending)}
              pending={end.isPending}
              error={end.error}
            >
              <p>{t.revokeText}</p>
            </Confirm>
          </Stack>
        )
      }
    </Loaded>
  )
}
