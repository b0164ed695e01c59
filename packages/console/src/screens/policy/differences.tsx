import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { policyVersion } from '../../api/policy.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/language.tsx'
import { Loaded } from '../../states/loaded.tsx'
import { compareLines, type Piece } from './compare-lines.ts'
import classes from './policy.module.css'
import { texts } from './texts.ts'

/** What a version changed, line by line, file by file. */
export function Differences({ to }: { readonly to: number }) {
  const t = useTexts(texts).versions
  const { number } = useFormat()
  const after = useQuery(policyVersion(to))
  const before = useQuery({ ...policyVersion(to - 1), enabled: to > 1 })
  if (to <= 1) return <p className={classes.soft}>{t.first}</p>
  return (
    <Loaded query={before}>
      {(old) => (
        <Loaded query={after}>
          {(now) => {
            const names = [...new Set([...Object.keys(old.files), ...Object.keys(now.files)])].sort()
            const changed = names.filter((name) => old.files[name] !== now.files[name])
            return (
              <div className={classes.versions}>
                <h2>{t.differences(number(to - 1), number(to))}</h2>
                {changed.length === 0 && <p>{t.same}</p>}
                {changed.map((name) => (
                  <FileDifference
                    key={name}
                    name={name}
                    from={old.files[name] ?? ''}
                    to={now.files[name] ?? ''}
                  />
                ))}
              </div>
            )
          }}
        </Loaded>
      )}
    </Loaded>
  )
}

/** One file, before and after. */
export function FileDifference({
  name,
  from,
  to,
}: {
  readonly name: string
  readonly from: string
  readonly to: string
}) {
  const t = useTexts(texts).versions
  const { number } = useFormat()
  const pieces = useMemo(() => compareLines(from, to), [from, to])
  const count = (kind: Piece['kind']) =>
    pieces.reduce((sum, p) => sum + (p.kind === kind ? p.lines.length : 0), 0)
  return (
    <Panel
      title={<code>{name}</code>}
      aside={`${t.added(number(count('added')))}, ${t.removed(number(count('removed')))}`}
      flush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: no form, so no fieldset */}
      <div className={classes.difference} tabIndex={0} role="group" aria-label={name}>
        {pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one comparison do not move
          <div key={index} data-kind={piece.kind}>
            {piece.kind === 'gap' ? (
              <p>{t.gap(number(piece.lines.length))}</p>
            ) : (
              piece.lines.map((line, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor do its lines
                <pre key={at}>
                  <span aria-hidden>{SIGNS[piece.kind]}</span> {line}
                </pre>
              ))
            )}
          </div>
        ))}
      </div>
    </Panel>
  )
}

const SIGNS = { same: ' ', added: '+', removed: '−', gap: '' } as const
