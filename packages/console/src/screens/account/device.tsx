import { Button, TextInput } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { enrolDevice, enrolDeviceOptions } from '../../api/people.ts'
import { Panel } from '../../components/page.tsx'
import { usePasskey } from '../../components/passkey.ts'
import { useTexts } from '../../i18n/language.tsx'
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
