import { Button } from '@mantine/core'
import { Fingerprint } from '../../components/fingerprint.tsx'
import { Row, SmallTable, Soft } from '../../components/layout.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import type { Key } from './api.ts'
import { texts } from './texts.ts'

interface Props {
  readonly keys: readonly Key[]
  readonly rotate: (key: Key) => void
  readonly bind: (key: Key) => void
  readonly revoke: (key: Key) => void
}

export function KeyTable({ keys, rotate, bind, revoke }: Props) {
  const t = useTexts(texts)
  if (keys.length === 0) return <Soft>{t.noKeys}</Soft>
  return (
    <SmallTable
      label={t.keys}
      heads={[t.key.shown, t.key.state, t.key.expires, t.key.lastUsed, t.key.certificate, '']}
      rows={keys.map((key) => ({
        key: key.id,
        cells: [
          <code key="shown">{key.shown}…</code>,
          t.key[key.state],
          <Time key="expires" at={key.expires} as="day" />,
          key.lastUsed ? <Time key="used" at={key.lastUsed} as="ago" /> : t.never,
          key.certificate === null ? t.unbound : <Fingerprint key="certificate" hex={key.certificate} />,
          key.state === 'live' && (
            <Row key="do">
              <Button size="compact-sm" variant="default" title={t.rotateText} onClick={() => rotate(key)}>
                {t.rotate}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => bind(key)}>
                {t.bind.go}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => revoke(key)}>
                {t.revoke}
              </Button>
            </Row>
          ),
        ],
      }))}
    />
  )
}
