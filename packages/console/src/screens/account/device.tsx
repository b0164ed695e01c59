import { IconCircleCheckFilled } from '@tabler/icons-react'
import { ConfirmDevice } from '../../components/company-device/confirm-device.tsx'
import { EnrolDevice } from '../../components/company-device/enrol-device.tsx'
import { MyDevices } from '../../components/company-device/my-devices.tsx'
import { texts } from '../../components/company-device/texts.ts'
import { Stack } from '../../components/layout.tsx'
import { Panel } from '../../components/page.tsx'
import { useTexts } from '../../i18n/language.tsx'
import classes from './account.module.css'

/** Whether this is a company device, and how it becomes one. */
export function Device({ device }: { readonly device: string | undefined }) {
  const t = useTexts(texts)
  return (
    <Panel title={t.title}>
      <Stack>
        {device === undefined ? (
          <>
            <ConfirmDevice />
            <EnrolDevice />
          </>
        ) : (
          <p className={classes.good}>
            <IconCircleCheckFilled size={18} aria-hidden /> {t.enrolled}
          </p>
        )}
        <MyDevices />
      </Stack>
    </Panel>
  )
}
