import { Facts } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'

interface Props {
  readonly of: Readonly<Record<string, unknown>>
  readonly nameOf: (id: string) => string
}

/** What a request asks for, as it is kept: names of the policy, ids, numbers. Ids of people and services are told by name, times in the zone. */
export function PayloadFacts({ of, nameOf }: Props) {
  const { dateTime, number, list } = useFormat()
  const told = (name: string, value: unknown): string => {
    if (typeof value === 'number') return name.endsWith('Ms') ? dateTime(value) : number(value)
    if (typeof value === 'string') return /^(per|svc)_/.test(value) ? nameOf(value) : value
    if (Array.isArray(value)) return value.length === 0 ? '–' : list(value.map((v) => told(name, v)))
    if (value === null || value === undefined) return '–'
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return (
    <Facts
      of={Object.entries(of)
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => [<code key={name}>{name.replace(/Ms$/, '')}</code>, told(name, value)])}
    />
  )
}
