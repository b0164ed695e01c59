import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { enrolDevice, enrolDeviceOptions } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { Row, Soft, Stack } from '../layout.tsx'
import { usePasskey } from '../passkey.ts'
import { isCode } from './is-code.ts'
import { texts } from './texts.ts'

/** Makes a credential that stays in this machine, and asks for its approval. */
export function EnrolDevice() {
  const t = useTexts(texts)
  const { make, NotUsed } = usePasskey()
  const enrol = useMutation({
    mutationFn: async (name: string) =>
      enrolDevice({ body: { name, response: await make(await enrolDeviceOptions({})) } }),
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    enrol.mutate(String(new FormData(event.currentTarget).get('device')).trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Soft>{t.text}</Soft>
        <TextInput name="device" label={t.name} required withAsterisk={false} maxLength={64} />
        {enrol.error instanceof NotUsed ? (
          <p role="alert">{t.noCredential}</p>
        ) : isCode(enrol.error, 'device_can_be_copied') ? (
          <p role="alert">
            <strong>{t.copies}</strong> {t.copiesText}
          </p>
        ) : (
          enrol.error && <ProblemView error={enrol.error} />
        )}
        <Row>
          <Button type="submit" variant="default" loading={enrol.isPending}>
            {t.enrol}
          </Button>
          <span role="status">{enrol.isSuccess && t.asked}</span>
        </Row>
      </Stack>
    </form>
  )
}
