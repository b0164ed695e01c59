import { Button } from '@mantine/core'
import type { Column } from '../../components/data-table/columns.ts'
import { Row } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import type { Format } from '../../i18n/format.ts'
import type { Same } from '../../i18n/texts.ts'
import type { Decision, Item } from './api.ts'
import type { en } from './en.ts'
import { grantedText } from './granted-text.ts'

interface With {
  readonly format: Pick<Format, 'number' | 'date'>
  readonly nameOf: (id: string) => string
  readonly decide: ((item: Item, decision: Decision) => void) | undefined
}

const DECISIONS = ['keep', 'narrow', 'revoke'] as const

export const columnsOf = (t: Same<typeof en>, { format, nameOf, decide }: With): readonly Column<Item>[] => [
  { id: 'kind', header: t.item.kind, width: '6rem', cell: (i) => t.kinds[i.kind], sort: (i) => i.kind },
  {
    id: 'who',
    header: t.item.who,
    width: 'minmax(8rem, 1fr)',
    cell: (i) => nameOf(i.principal ?? i.subject),
    sort: (i) => nameOf(i.principal ?? i.subject),
  },
  {
    id: 'granted',
    header: t.item.granted,
    width: 'minmax(12rem, 2fr)',
    wideOnly: true,
    cell: (i) => grantedText(i.granted, t.granted, format),
  },
  {
    id: 'uses',
    header: t.item.uses,
    width: '6rem',
    numeric: true,
    cell: (i) => (i.uses === null ? '–' : format.number(i.uses)),
    sort: (i) => i.uses ?? -1,
  },
  {
    id: 'lastUsed',
    header: t.item.lastUsed,
    width: '8rem',
    wideOnly: true,
    cell: (i) => (i.lastUsed ? <Time at={i.lastUsed} as="ago" /> : t.never),
    sort: (i) => i.lastUsed ?? '',
  },
  {
    id: 'decision',
    header: t.item.decision,
    width: '21rem',
    cell: (i) =>
      i.decision !== null || decide === undefined ? (
        i.decision === null ? (
          t.undecided
        ) : (
          t.decisions[i.decision]
        )
      ) : (
        <Row>
          {DECISIONS.filter((one) => one !== 'narrow' || i.kind === 'grant').map((decision) => (
            <Button key={decision} size="compact-xs" variant="default" onClick={() => decide(i, decision)}>
              {t[decision]}
            </Button>
          ))}
        </Row>
      ),
  },
]
