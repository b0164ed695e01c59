import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Row, Stack } from '../../components/layout.tsx'
import { useBase } from '../../i18n/base.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { confirmTask, type Task } from './api.ts'
import { texts } from './texts.ts'

interface Props {
  readonly leaver: string
  readonly task: Task
  readonly done: () => void
}

/** Somebody says by what they know that a leaver's access to another system ended. */
export function ConfirmTask({ leaver, task, done }: Props) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const queries = useQueryClient()
  const [evidence, setEvidence] = useState('')
  const confirm = useMutation({
    mutationFn: () => confirmTask({ leaver, task: task.id, body: { evidence: evidence.trim() } }),
    meta: { done: 'confirmed' },
    async onSuccess() {
      done()
      await queries.invalidateQueries({ queryKey: ['leavers'] })
    },
  })
  return (
    <Stack>
      <TextInput
        label={t.evidence}
        value={evidence}
        onChange={(e) => setEvidence(e.currentTarget.value)}
        required
        withAsterisk={false}
      />
      {confirm.error && <ProblemView error={confirm.error} />}
      <Row>
        <ButtonUnless
          loading={confirm.isPending}
          whyNot={evidence.trim() === '' ? whyNot.evidence : undefined}
          onClick={() => confirm.mutate()}
        >
          {t.confirm}
        </ButtonUnless>
      </Row>
    </Stack>
  )
}
