import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { approveProposal, type Proposal, proposal } from '../../api/policy.ts'
import { IdText } from '../../components/copy.tsx'
import { Facts, Panel } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import { ChangeRow, worstFirst } from './change-row.tsx'
import { FileDifference } from './differences.tsx'
import classes from './policy.module.css'
import { texts } from './texts.ts'

/** A proposed change as whoever approves it has to see it: what it means, what trying it out showed, and the text line by line. */
export function ProposalView({ id }: { readonly id: string }) {
  const read = useQuery(proposal(id))
  return <Loaded query={read}>{(data) => <Shown of={data} />}</Loaded>
}

function Shown({ of }: { readonly of: Proposal }) {
  const all = useTexts(texts)
  const t = all.proposal
  const { number } = useFormat()
  const { evidence } = of
  const stored = Object.entries(evidence?.stored ?? {}).map(([name, count]) => `${name} ${number(count)}`)
  return (
    <div className={classes.versions}>
      <Panel title={t.title}>
        <Facts
          of={[
            [t.by, of.proposedBy.includes('_') ? <IdText key="by" id={of.proposedBy} /> : of.proposedBy],
            [t.when, <Time key="when" at={of.proposed} />],
            [t.base, number(of.base)],
            ...(evidence
              ? ([
                  [t.tried, <Time key="tried" at={evidence.tried} />],
                  [t.stored, stored.join(', ') || '–'],
                  [t.decisions, t.outOf(number(evidence.decisions.found), number(evidence.decisions.asked))],
                ] as const)
              : []),
          ]}
        />
        <Approve of={of} />
      </Panel>
      <Panel title={all.change.changes(number(of.changes.length))}>
        <ul className={classes.changes}>
          {worstFirst(of.changes).map((change) => (
            <li key={`${change.kind}:${change.path}`}>
              <ChangeRow
                change={change}
                accepted={change.accept !== undefined && of.accepted.includes(change.accept.name)}
              />
            </li>
          ))}
        </ul>
      </Panel>
      {of.files
        .filter((file) => file.before !== file.after)
        .map((file) => (
          <FileDifference key={file.name} name={file.name} from={file.before ?? ''} to={file.after ?? ''} />
        ))}
    </div>
  )
}

function Approve({ of }: { readonly of: Proposal }) {
  const t = useTexts(texts).proposal
  const { number } = useFormat()
  const { may } = useSession()
  const queries = useQueryClient()
  const approve = useMutation({
    mutationFn: () => approveProposal({ id: of.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['policy'] }),
  })
  const version = of.version ?? approve.data?.version
  if (version !== undefined) return <p role="status">{t.approved(number(version))}</p>
  if (of.outdated) return <p role="status">{t.outdated}</p>
  if (!may('approve-change')) return null
  return (
    <div className={classes.propose}>
      {approve.error && <ProblemView error={approve.error} />}
      <div>
        <Button loading={approve.isPending} onClick={() => approve.mutate()}>
          {t.approve}
        </Button>
      </div>
    </div>
  )
}
