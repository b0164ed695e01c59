import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { confirmDevice, confirmDeviceOptions, myDevices } from '../../api/people.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { Stack } from '../layout.tsx'
import { usePasskey } from '../passkey.ts'
import { isCode } from './is-code.ts'
import { texts } from './texts.ts'

/**
 * Whoever has an enrolled device shows that this session runs on it. Which devices one has cannot be asked from a device nobody knows: there the
 * question is open to everybody.
 */
export function ConfirmDevice() {
  const t = useTexts(texts)
  const { renew } = useSession()
  const { use, NotUsed } = usePasskey()
  const devices = useQuery({ queryKey: ['my-devices'], queryFn: () => myDevices({}) })
  const confirm = useMutation({
    mutationFn: async () => confirmDevice({ body: { response: await use(await confirmDeviceOptions({})) } }),
    onSuccess: renew,
    gcTime: 0,
  })
  if (devices.isPending || devices.data?.items.length === 0) return null
  return (
    <Stack>
      <div>
        <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t.confirm}
        </Button>
      </div>
      {confirm.error instanceof NotUsed || isCode(confirm.error, 'device_refused') ? (
        <p role="alert">{t.notThis}</p>
      ) : (
        confirm.error && <ProblemView error={confirm.error} />
      )}
    </Stack>
  )
}
