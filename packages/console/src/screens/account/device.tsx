import { Button, TextInput } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import {
  confirmDevice,
  confirmDeviceOptions,
  enrolDevice,
  enrolDeviceOptions,
  myDevices,
} from '../../api/people.ts'
import { Panel } from '../../components/page.tsx'
import { usePasskey } from '../../components/passkey.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import classes from './account.module.css'
import { texts } from './texts.ts'

/** Whether this is a company device, and how it becomes one. */
export function Device({ device }: { readonly device: string | undefined }) {
  const t = useTexts(texts).devices
  const { make, NotUsed } = usePasskey()
  const enrol = useMutation({
    mutationFn: async (name: string) =>
      enrolDevice({ body: { name, response: await make(await enrolDeviceOptions({})) } }),
    gcTime: 0,
  })
  if (device !== undefined)
    return (
      <Panel title={t.title}>
        <p className={classes.good}>
          <IconCircleCheckFilled size={18} aria-hidden /> {t.enrolled}
        </p>
      </Panel>
    )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    enrol.mutate(String(new FormData(event.currentTarget).get('device')).trim())
  }
  return (
    <Panel title={t.title}>
      <form className={classes.form} onSubmit={submit}>
        <p className={classes.soft}>{t.text}</p>
        <Confirm />
        <TextInput name="device" label={t.name} required withAsterisk={false} maxLength={100} />
        {enrol.error instanceof NotUsed ? (
          <p role="alert">{t.refused}</p>
        ) : (
          enrol.error && <ProblemView error={enrol.error} />
        )}
        <div className={classes.row}>
          <Button type="submit" variant="default" loading={enrol.isPending}>
            {t.enrol}
          </Button>
          <span role="status">{enrol.isSuccess && t.asked}</span>
        </div>
      </form>
    </Panel>
  )
}

/** Whoever has an enrolled device shows that this session runs on it. */
function Confirm() {
  const t = useTexts(texts).devices
  const { renew } = useSession()
  const { use, NotUsed } = usePasskey()
  const devices = useQuery({ queryKey: ['my-devices'], queryFn: () => myDevices({}) })
  const confirm = useMutation({
    mutationFn: async () => confirmDevice({ body: { response: await use(await confirmDeviceOptions({})) } }),
    onSuccess: renew,
    gcTime: 0,
  })
  if (!devices.data || devices.data.items.length === 0) return null
  return (
    <>
      <div>
        <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t.confirm}
        </Button>
      </div>
      {confirm.error instanceof NotUsed ? (
        <p role="alert">{t.notThis}</p>
      ) : (
        confirm.error && <ProblemView error={confirm.error} />
      )}
    </>
  )
}
