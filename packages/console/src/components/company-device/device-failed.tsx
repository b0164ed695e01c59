import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { NotUsed } from '../passkey.ts'
import { isCode } from './is-code.ts'
import { texts } from './texts.ts'

interface Props {
  readonly error: unknown
  /** The browser's question was closed, or nothing there fits it. */
  readonly notUsed: string
  /** The server takes neither this device nor this credential. */
  readonly refused?: string
}

/** Why this machine was not enrolled or recognised, as far as its person can do something about it. */
export function DeviceFailed({ error, notUsed, refused }: Props) {
  const t = useTexts(texts)
  if (isCode(error, 'device_can_be_copied'))
    return (
      <p role="alert">
        <strong>{t.copies}</strong> {t.copiesText}
      </p>
    )
  if (isCode(error, 'device_certificate_missing'))
    return (
      <p role="alert">
        <strong>{t.noCertificate}</strong> {t.noCertificateText}
      </p>
    )
  if (error instanceof NotUsed) return <p role="alert">{notUsed}</p>
  if (refused !== undefined && isCode(error, 'device_refused')) return <p role="alert">{refused}</p>
  return <ProblemView error={error} />
}
