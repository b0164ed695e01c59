import { NativeSelect } from '@mantine/core'
import { useTexts } from '../../i18n/language.tsx'
import type { LogView } from './page.tsx'
import { texts } from './texts.ts'

/** Kinds of entries by their beginning; a kind of its own comes by a link. */
const GROUPS = [
  'record.',
  'records.',
  'access.',
  'grant.',
  'assignment.',
  'request.',
  'case.',
  'review.',
  'person.',
  'session.',
  'service.',
  'key.',
  'device.',
  'network.',
  'policy.',
  'sweep.',
  'log.',
  'entries.',
] as const

interface Props {
  readonly view: LogView
  readonly show: (view: LogView) => void
}

export function Filters({ view, show }: Props) {
  const t = useTexts(texts).filter
  const groups: readonly string[] =
    view.kind && !GROUPS.some((g) => g === view.kind) ? [view.kind, ...GROUPS] : GROUPS
  return (
    <>
      <NativeSelect
        label={t.kind}
        value={view.kind ?? ''}
        onChange={(e) => show({ ...view, kind: e.currentTarget.value || undefined } as LogView)}
        data={[
          { value: '', label: t.anyKind },
          ...groups.map((g) => ({ value: g, label: g.endsWith('.') ? `${g}*` : g })),
        ]}
      />
      <NativeSelect
        label={t.outcome}
        value={view.outcome ?? ''}
        onChange={(e) => show({ ...view, outcome: e.currentTarget.value || undefined } as LogView)}
        data={[
          { value: '', label: t.any },
          { value: 'success', label: t.success },
          { value: 'failure', label: t.failure },
        ]}
      />
    </>
  )
}
