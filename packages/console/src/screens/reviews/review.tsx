import { Button, Checkbox } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { Confirm } from '../../components/confirm.tsx'
import { Row, Soft, Tools } from '../../components/layout.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { closeReview, type Decision, decideItems, type Item, listItems } from './api.ts'
import { columnsOf } from './columns.tsx'
import { texts } from './texts.ts'

const KEYS: Readonly<Record<string, Decision>> = { k: 'keep', n: 'narrow', r: 'revoke' }

/** One review as a task for the keyboard: a letter decides the row, and the next one has the focus. */
export default function ReviewPage() {
  const t = useTexts(texts)
  const { review } = useParams({ strict: false }) as { review: string }
  const { number, date } = useFormat()
  const { may } = useSession()
  const nameOf = usePrincipalName()
  const queries = useQueryClient()
  const [onlyOpen, setOnlyOpen] = useState(true)
  const [closing, setClosing] = useState(false)
  const pages = useInfiniteQuery({
    queryKey: ['reviews', 'items', review, onlyOpen],
    queryFn: ({ pageParam: after }) =>
      listItems({
        review,
        limit: 500,
        ...(after ? { after } : {}),
        ...(onlyOpen ? { undecided: 'true' as const } : {}),
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
  })
  const head = pages.data?.pages.at(-1)?.review
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((p) => p.items), [pages.data])
  const mayDecide = may('review-access') && head?.closed === null
  const decide = useMutation({
    mutationFn: ({ item, decision }: { item: Item; decision: Decision }) =>
      decideItems({ review, body: { items: [item.n], decision } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  })
  const close = useMutation({
    mutationFn: () => closeReview({ review }),
    async onSuccess() {
      setClosing(false)
      await queries.invalidateQueries({ queryKey: ['reviews'] })
    },
  })
  const onKey = (event: KeyboardEvent, item: Item) => {
    const decision = KEYS[event.key.toLowerCase()]
    if (
      decision === undefined ||
      !mayDecide ||
      item.decision !== null ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return
    event.preventDefault()
    decide.mutate({ item, decision })
  }
  const columns = useMemo(
    () =>
      columnsOf(t, {
        number,
        nameOf,
        decide: mayDecide ? (item, decision) => decide.mutate({ item, decision }) : undefined,
      }),
    [t, number, nameOf, mayDecide, decide.mutate],
  )
  return (
    <Page
      title={head ? `${t.title} ${date(head.started)}` : t.title}
      intro={head ? t.left(number(head.undecided), number(head.items)) : t.intro}
      actions={
        <Row>
          <Link to="/reviews">{t.back}</Link>
          {mayDecide && (
            <Button disabled={head?.undecided !== 0} onClick={() => setClosing(true)}>
              {t.close}
            </Button>
          )}
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
      <Confirm
        open={closing}
        title={t.close}
        action={t.close}
        onClose={() => setClosing(false)}
        onConfirm={() => close.mutate()}
        pending={close.isPending}
        error={close.error}
      >
        <p>{t.closeText}</p>
      </Confirm>
    </Page>
  )
}
