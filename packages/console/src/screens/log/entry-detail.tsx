import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { server } from '../../api/server.ts'
import { CodeBlock } from '../../components/copy.tsx'
import { Facts } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { ProblemView } from '../../states/problem-view.tsx'
import type { Entry } from './api.ts'
import classes from './log.module.css'
import { saveAs } from './save-as.ts'
import { texts } from './texts.ts'

export function EntryDetail({ entry }: { readonly entry: Entry }) {
  const t = useTexts(texts)
  const receipt = useMutation({
    mutationFn: () => server.logReceipt({ leaf: entry.leaf }, { prefer: 'wait=10' }),
    onSuccess: (bytes) =>
      saveAs(bytes as Uint8Array<ArrayBuffer>, `azukari-${entry.index}.tlog-proof`, 'text/plain'),
  })
  return (
    <div className={classes.entry}>
      <WhatAndWhen of={entry} />
      <section>
        <h3>{t.entry.detail}</h3>
        <CodeBlock label={t.entry.detail} text={JSON.stringify(entry.detail, null, 2)} />
      </section>
      {Object.keys(entry.commitments).length > 0 && (
        <section>
          <h3>{t.entry.commitments}</h3>
          <p className={classes.soft}>{t.entry.commitmentsText}</p>
          <Facts
            of={Object.entries(entry.commitments).map(([name, hash]) => [
              name,
              <span key={name} className={classes.hash}>
                {hash}
              </span>,
            ])}
          />
        </section>
      )}
      {entry.opened && (
        <section>
          <h3>{t.entry.opened}</h3>
          <Facts
            of={Object.entries(entry.opened).map(([name, value]) => [
              name,
              <code key={name}>{typeof value === 'string' ? value : value.join(', ')}</code>,
            ])}
          />
        </section>
      )}
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={receipt.isPending}
          onClick={() => receipt.mutate()}
        >
          {t.entry.receipt}
        </Button>
        <span className={classes.soft}>{t.entry.receiptText}</span>
      </div>
      {receipt.error && <ProblemView error={receipt.error} />}
    </div>
  )
}

function WhatAndWhen({ of: entry }: { readonly of: Entry }) {
  const t = useTexts(texts)
  return (
    <Facts
      of={[
        [t.columns.kind, <code key="kind">{entry.kind}</code>],
        [t.columns.outcome, t.filter[entry.outcome]],
        [t.columns.at, <Time key="at" at={entry.at} as="second" />],
        [t.columns.actor, <code key="actor">{entry.actor}</code>],
        [
          t.entry.tenant,
          entry.tenant === undefined ? t.entry.installation : <code key="tenant">{entry.tenant}</code>,
        ],
        [t.entry.class, String(entry.class)],
        [
          t.entry.lane,
          <code key="lane">{`${entry.lane.id.slice(0, 8)}… ${entry.lane.batch} ${entry.lane.pos}`}</code>,
        ],
        [
          t.entry.leaf,
          <span key="leaf" className={classes.hash}>
            {entry.leaf}
          </span>,
        ],
      ]}
    />
  )
}
