import { useState } from 'react'
import { useTexts } from '../../i18n/language.tsx'
import { Choice } from '../choice.tsx'
import { Passkey } from './passkey.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { texts } from './texts.ts'
import { Totp } from './totp.tsx'

/** A second factor of one's choice, then codes for the day it is lost. */
export function EnrolFactors({
  done,
  withCodes = true,
}: {
  readonly done: () => void
  readonly withCodes?: boolean
}) {
  const t = useTexts(texts)
  const [kind, setKind] = useState<'totp' | 'passkey'>('totp')
  const [made, setMade] = useState(false)
  if (made) return <RecoveryCodes done={done} />
  const next = () => (withCodes ? setMade(true) : done())
  return (
    <>
      <Choice
        label={t.choose}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'totp', label: t.totp, text: t.totpText },
          { value: 'passkey', label: t.passkey, text: t.passkeyText },
        ]}
      />
      {kind === 'totp' ? <Totp done={next} /> : <Passkey done={next} />}
    </>
  )
}
