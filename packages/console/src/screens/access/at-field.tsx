import { TextInput } from '@mantine/core'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** An instant of the past, in the browser's zone; empty is now. */
export function AtField({ value, onChange }: Props) {
  const t = useTexts(texts)
  return (
    <TextInput
      type="datetime-local"
      label={t.at}
      description={t.atHint}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}

export const atOf = (value: string) => (value === '' ? {} : { at: new Date(value).toISOString() })
