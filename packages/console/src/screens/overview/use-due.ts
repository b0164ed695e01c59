import { useQuery } from '@tanstack/react-query'
import { listRequests } from '../../api/requests.ts'
import { listReviews } from '../../api/reviews.ts'
import { server } from '../../api/server.ts'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { texts } from './texts.ts'

const SOON_MS = 30 * 86_400_000

export interface DueItem {
  readonly text: string
  readonly to: string
}

/** Each part is asked for only by whoever may know it. */
export function useDue(): readonly DueItem[] {
  const t = useTexts(texts)
  const { number } = useFormat()
  const { me, may } = useSession()
  const requests = useQuery({
    queryKey: ['requests', 'approvable'],
    queryFn: () => listRequests({ state: 'open', approvable: 'true', limit: 200 }),
    enabled: may('approve-access', 'approve-change'),
  })
  const reviews = useQuery({
    queryKey: ['reviews', 'list'],
    queryFn: () => listReviews({}),
    enabled: may('review-access'),
  })
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => server.keyList(), enabled: may('manage') })
  const ending = keys.data?.keys.filter(
    (k) => k.state === 'live' && Date.parse(k.expires) - Date.now() < SOON_MS,
  )
  const open = reviews.data?.items.filter((r) => r.closed === null)
  const items: DueItem[] = (me?.mustAccept ?? []).map((v) => ({ text: t.accept(number(v)), to: '/policy' }))
  const add = (count: number | undefined, text: (n: string) => string, to: string) => {
    if (count !== undefined && count > 0) items.push({ text: text(number(count)), to })
  }
  add(requests.data?.items.length, t.approvals, '/inbox')
  add(open?.length, t.reviews, '/reviews')
  add(ending?.length, t.keys, '/services')
  return items
}
