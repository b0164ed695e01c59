import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { Row, Soft, Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { inviteAgain, type PersonItem, resetPassword } from './api.ts'
import { AskFactorReset } from './ask-factor-reset.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { texts } from './texts.ts'

/** How somebody comes in again who forgot their password, lost their factors, or let an invitation pass. Nobody does any of it for themselves. */
export function WaysBack({ person }: { readonly person: PersonItem }) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const isInvited = person.state === 'invited'
  const [asking, setAsking] = useState(false)
  const words = isInvited ? t.again : t.reset
  const make = useMutation({
    mutationFn: () => (isInvited ? inviteAgain : resetPassword)({ person: person.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
    gcTime: 0,
  })
  if (!isInvited && person.state !== 'active') return null
  return (
    <section>
      <h3>{t.waysBack}</h3>
      <Stack>
        <Soft>{words.text}</Soft>
        {make.error && <ProblemView error={make.error} />}
        <Row>
          <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
            {words.make}
          </Button>
          {!isInvited && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t.factorReset.ask}
            </Button>
          )}
        </Row>
      </Stack>
      <Dialog keep open={make.data !== undefined} onClose={make.reset} title={words.link}>
        {make.data && (
          <OneTimeLink of={make.data} label={words.link} text={words.linkText} done={make.reset} />
        )}
      </Dialog>
      <Dialog open={asking} onClose={() => setAsking(false)} title={t.factorReset.title(person.name)}>
        <AskFactorReset person={person.id} done={() => setAsking(false)} />
      </Dialog>
    </section>
  )
}
