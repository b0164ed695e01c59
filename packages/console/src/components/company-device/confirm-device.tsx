import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { confirmCertificate, confirmDevice, confirmDeviceOptions, myDevices } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Row, Stack } from '../layout.tsx'
import { usePasskey } from '../passkey.ts'
import { DeviceFailed } from './device-failed.tsx'
import { texts } from './texts.ts'

/**
 * Whoever has an enrolled device shows that this session runs on it, in the way it was enrolled. Which devices one has cannot be asked from a device
 * nobody knows: there the question is open to everybody, in both ways.
 */
export function ConfirmDevice() {
  const t = useTexts(texts)
  const { renew } = useSession()
  const { use } = usePasskey()
  const devices = useQuery({ queryKey: ['my-devices'], queryFn: () => myDevices({}) })
  const confirm = useMutation({
    mutationFn: async (by: 'passkey' | 'certificate') =>
      by === 'certificate'
        ? confirmCertificate({})
        : confirmDevice({ body: { response: await use(await confirmDeviceOptions({})) } }),
    onSuccess: renew,
    gcTime: 0,
  })
  if (devices.isPending) return null
  const live = devices.data?.items.filter((d) => d.state !== 'revoked')
  const has = (kind: 'passkey' | 'certificate') => live?.some((d) => d.kind === kind) ?? true
  if (!has('passkey') && !has('certificate')) return null
  return (
    <Stack>
      <Row>
        {has('passkey') && (
          <Button
            loading={confirm.isPending && confirm.variables === 'passkey'}
            onClick={() => confirm.mutate('passkey')}
          >
            {t.confirm}
          </Button>
        )}
        {has('certificate') && (
          <Button
            variant={has('passkey') ? 'default' : 'filled'}
            loading={confirm.isPending && confirm.variables === 'certificate'}
            onClick={() => confirm.mutate('certificate')}
          >
            {t.confirmCertificate}
          </Button>
        )}
      </Row>
      {confirm.error && <DeviceFailed error={confirm.error} notUsed={t.notThis} refused={t.notThis} />}
    </Stack>
  )
}
