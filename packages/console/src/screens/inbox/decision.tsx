import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  approveRequest,
  type Request,
  refuseRequest,
  reviewRequest,
  withdrawRequest,
} from '../../api/requests.ts'
import { say } from '../../components/announcer/said.ts'
import { Row, Soft, Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly request: Request
  readonly done: () => void
}

type Act = 'approve' | 'refuse' | 'withdraw' | 'confirmed' | 'objected'

/** What the person may do about a request, with a note that is kept. */
export function Decision({ request, done }: Props) {
  const t = useTexts(texts)
  const { me } = useSession()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const act = useMutation({
    mutationFn: (what: Act) => doIt(what, request.id, note),
    async onSuccess(_answer, what) {
      await queries.invalidateQueries()
      done()
      say(what === 'approve' ? 'approved' : what === 'refuse' ? 'refused' : 'decided')
    },
  })
  const mine = request.requestedBy === me?.person.id
  const open = request.state === 'open'
  const acts: readonly (readonly [Act, string, boolean])[] = [
    ['approve', t.approve, request.approvable],
    ['refuse', t.refuse, request.approvable],
    ['confirmed', t.confirm, request.reviewable],
    ['objected', t.object, request.reviewable],
    ['withdraw', t.withdraw, mine && open],
  ]
  return (
    <Stack>
      {act.error && <ProblemView error={act.error} />}
      {(request.approvable || request.reviewable) && (
        <Textarea
          label={t.note}
          description={t.noteHint}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
          rows={2}
        />
      )}
      <Row>
        {acts
          .filter(([, , may]) => may)
          .map(([what, label]) => (
            <Button
              key={what}
              variant={what === 'approve' || what === 'confirmed' ? 'filled' : 'default'}
              loading={act.isPending}
              onClick={() => act.mutate(what)}
            >
              {label}
            </Button>
          ))}
      </Row>
      {open && !request.approvable && !mine && <Soft>{t.cannot}</Soft>}
    </Stack>
  )
}

function doIt(what: Act, request: string, note: string): Promise<unknown> {
  const body = note.trim() === '' ? {} : { note: note.trim() }
  if (what === 'approve') return approveRequest({ request, body })
  if (what === 'refuse') return refuseRequest({ request, body })
  if (what === 'withdraw') return withdrawRequest({ request })
  return reviewRequest({ request, body: { ...body, outcome: what } })
}
