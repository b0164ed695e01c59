import { NativeSelect } from '@mantine/core'
import { usePrincipals } from '../../api/principals.ts'
import { useTexts } from '../../i18n/language.tsx'
import { texts } from './texts.ts'

interface Props {
  readonly value: string
  readonly onChange: (id: string) => void
}

/** A person or a service, by name. */
export function PrincipalSelect({ value, onChange }: Props) {
  const t = useTexts(texts)
  const all = usePrincipals()
  return (
    <NativeSelect
      label={t.principal}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
      data={[{ value: '', label: t.none }, ...all.map((p) => ({ value: p.id, label: p.name }))]}
    />
  )
}
