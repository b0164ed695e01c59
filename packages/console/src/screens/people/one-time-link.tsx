import { useState } from 'react'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { Row, Soft, Stack } from '../../components/layout.tsx'
import { ShownOnce } from '../../components/shown-once.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly of: { readonly link: string; readonly expires: string }
  readonly label: string
  /** What the link does, and for whom it is. */
  readonly text: string
  readonly done: () => void
}

/** A link that is shown once, until it is put away. */
export function OneTimeLink({ of: { link, expires }, label, text, done }: Props) {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const { dateTime } = useFormat()
  const [kept, setKept] = useState(false)
  return (
    <Stack>
      <p>{text}</p>
      <ShownOnce label={label} text={link} onKept={setKept} />
      <Soft>{t.expires(dateTime(expires))}</Soft>
      <Row>
        <ButtonUnless whyNot={kept ? undefined : whyNot.kept} onClick={done}>
          {t.done}
        </ButtonUnless>
      </Row>
    </Stack>
  )
}
