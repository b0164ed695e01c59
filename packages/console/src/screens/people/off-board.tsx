import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePrincipals } from '../../api/principals.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Stack } from '../../components/layout.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { offBoard, type PersonItem } from './api.ts'
import { texts } from './texts.ts'

interface Props {
  readonly person: PersonItem
  readonly done: () => void
}

/** Ends everything that a person has. */
export function OffBoard({ person, done }: Props) {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const others = usePrincipals().filter((p) => p.id.startsWith('per_') && p.id !== person.id)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [handOver, setHandOver] = useState('')
  const end = useMutation({
    mutationFn: () => offBoard({ person: person.id, body: { reason, ...(handOver ? { handOver } : {}) } }),
    async onSuccess() {
      setAsking(false)
      await queries.invalidateQueries()
      done()
    },
  })
  return (
    <div>
      <Button color="red" variant="outline" onClick={() => setAsking(true)}>
        {t.offBoard}
      </Button>
      <Confirm
        open={asking}
        title={t.offBoardTitle(person.name)}
        action={t.offBoard}
        onClose={() => setAsking(false)}
        onConfirm={() => end.mutate()}
        pending={end.isPending}
        error={end.error}
      >
        <Stack>
          <p>{t.offBoardText}</p>
          <TextInput
            label={t.reason}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <NativeSelect
            label={t.handOver}
            value={handOver}
            onChange={(e) => setHandOver(e.currentTarget.value)}
            data={[
              { value: '', label: t.handOverNobody },
              ...others.map((p) => ({ value: p.id, label: p.name })),
            ]}
          />
        </Stack>
      </Confirm>
    </div>
  )
}
