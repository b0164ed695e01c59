import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { enrolCertificate, enrolDevice, enrolDeviceOptions } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Row, Soft, Stack } from '../layout.tsx'
import { usePasskey } from '../passkey.ts'
import { DeviceFailed } from './device-failed.tsx'
import { texts } from './texts.ts'

interface Enrol {
  readonly name: string
  readonly by: 'passkey' | 'certificate'
}

const CERTIFICATE = 'certificate'

/** Makes a credential that stays in this machine, or takes the client certificate it has, and asks for approval. */
export function EnrolDevice() {
  const t = useTexts(texts)
  const queries = useQueryClient()
  const { make } = usePasskey()
  const enrol = useMutation({
    mutationFn: async ({ name, by }: Enrol) =>
      by === CERTIFICATE
        ? enrolCertificate({ body: { name } })
        : enrolDevice({ body: { name, response: await make(await enrolDeviceOptions({})) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['my-devices'] }),
    gcTime: 0,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { submitter } = event.nativeEvent as SubmitEvent
    const by = submitter?.getAttribute('value') === CERTIFICATE ? CERTIFICATE : 'passkey'
    enrol.mutate({ name: String(new FormData(event.currentTarget).get('device')).trim(), by })
  }
  const pending = (by: Enrol['by']) => enrol.isPending && enrol.variables.by === by
  return (
    <form onSubmit={submit}>
      <Stack>
        <Soft>{t.text}</Soft>
        <TextInput name="device" label={t.name} required withAsterisk={false} maxLength={64} />
        {enrol.error && (
          <DeviceFailed
            error={enrol.error}
            notUsed={t.noCredential}
            {...(enrol.variables.by === CERTIFICATE ? { refused: t.enrolledOnce } : {})}
          />
        )}
        <Row>
          <Button type="submit" variant="default" loading={pending('passkey')}>
            {t.enrol}
          </Button>
          <Button type="submit" variant="default" value={CERTIFICATE} loading={pending(CERTIFICATE)}>
            {t.enrolCertificate}
          </Button>
          <span role="status">{enrol.isSuccess && t.asked}</span>
        </Row>
        <Soft>{t.certificateText}</Soft>
      </Stack>
    </form>
  )
}
