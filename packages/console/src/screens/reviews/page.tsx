import { IconClipboardCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { listReviews, type Review } from '../../api/reviews.ts'
import { ButtonUnless } from '../../components/button-unless.tsx'
import { SmallTable } from '../../components/layout.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useBase } from '../../i18n/base.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Empty } from '../../states/empty.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { startReview } from './api.ts'
import { texts } from './texts.ts'

export default function Reviews() {
  const t = useTexts(texts)
  const { whyNot } = useBase()
  const { may } = useSession()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const reviews = useQuery({ queryKey: ['reviews', 'list'], queryFn: () => listReviews({}) })
  const open = reviews.data?.items.some((r) => r.closed === null)
  const start = useMutation({
    mutationFn: () => startReview({}),
    async onSuccess({ id }) {
      await queries.invalidateQueries({ queryKey: ['reviews'] })
      await navigate({ to: `/reviews/${id}` })
    },
  })
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        may('review-access') && (
          <ButtonUnless
            loading={start.isPending}
            whyNot={open === true ? whyNot.reviewOpen : undefined}
            onClick={() => start.mutate()}
          >
            {t.start}
          </ButtonUnless>
        )
      }
    >
      {start.error && <ProblemView error={start.error} />}
      <Panel title={t.title} flush>
        <Loaded query={reviews}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={IconClipboardCheck} title={t.empty}>
                <p>{t.startText}</p>
              </Empty>
            ) : (
              <Table items={items} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  )
}

function Table({ items }: { readonly items: readonly Review[] }) {
  const t = useTexts(texts)
  const { number } = useFormat()
  return (
    <SmallTable
      label={t.title}
      heads={[t.columns.started, t.columns.state, t.columns.due, t.columns.left]}
      rows={items.map((r) => ({
        key: r.id,
        cells: [
          <Link key="started" to={`/reviews/${r.id}`}>
            <Time at={r.started} as="day" />
          </Link>,
          r.closed === null ? t.open : t.closed,
          <Time key="due" at={r.due} as="day" />,
          t.left(number(r.undecided), number(r.items)),
        ],
      }))}
    />
  )
}
