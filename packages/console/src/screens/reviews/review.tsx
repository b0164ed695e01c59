import { Checkbox } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { Row, Soft, Tools } from '../../components/layout.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import type { Decision, Item } from './api.ts'
import { CloseReview } from './close-review.tsx'
import { columnsOf } from './columns.tsx'
import { texts } from './texts.ts'
import { useReview } from './use-review.ts'

const KEYS: Readonly<Record<string, Decision>> = { k: 'keep', n: 'narrow', r: 'revoke' }

/** One review as a task for the keyboard: a letter decides the row, and the next one has the focus. */
export default function ReviewPage() {
  const t = useTexts(texts)
  const { review } = useParams({ strict: false }) as { review: string }
  const format = useFormat()
  const { number, date } = format
  const nameOf = usePrincipalName()
  const [onlyOpen, setOnlyOpen] = useState(true)
  const { pages, head, rows, mayDecide, decide, close } = useReview(review, onlyOpen)
  const onKey = (event: KeyboardEvent, item: Item) => {
    const decision = KEYS[event.key.toLowerCase()]
    if (decision === undefined || !mayDecide || item.decision !== null) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    decide.mutate({ item, decision })
  }
  const columns = useMemo(
    () =>
      columnsOf(t, {
        format,
        nameOf,
        decide: mayDecide ? (item, decision) => decide.mutate({ item, decision }) : undefined,
      }),
    [t, format, nameOf, mayDecide, decide.mutate],
  )
  return (
    <Page
      title={head ? `${t.title} ${date(head.started)}` : t.title}
      intro={head ? t.left(number(head.undecided), number(head.items)) : t.intro}
      actions={
        <Row>
          <Link to="/reviews">{t.back}</Link>
          {mayDecide && <CloseReview close={close} undecided={head?.undecided} />}
        </Row>
      }
    >
      {decide.error && <ProblemView error={decide.error} />}
      <Panel title={t.columns.items} flush aside={mayDecide ? <Soft>{t.keys}</Soft> : undefined}>
        <Tools>
          <Checkbox
            label={t.onlyOpen}
            checked={onlyOpen}
            onChange={(e) => setOnlyOpen(e.currentTarget.checked)}
          />
        </Tools>
        <PagedTable
          pages={pages}
          empty={{ icon: IconChecks, title: t.done }}
          label={t.title}
          rows={rows}
          columns={columns}
          rowId={(i) => String(i.n)}
          onKey={onKey}
        />
      </Panel>
    </Page>
  )
}
