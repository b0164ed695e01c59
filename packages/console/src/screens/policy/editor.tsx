import { useEffect, useRef } from 'react'
import classes from './editor.module.css'

interface Props {
  readonly label: string
  readonly text: string
  readonly onChange: (text: string) => void
  readonly faults: readonly { readonly line: number }[]
  /** Where the caret goes when it changes. */
  readonly place: { readonly line: number; readonly column: number } | undefined
}

/** The browser's own text field with its lines numbered: spell checkers, input methods and screen readers work as anywhere else. */
export function Editor({ label, text, onChange, faults, place }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const lines = text.split('\n')
  const wrong = new Set(faults.map((f) => f.line))
  const current = useRef(lines)
  current.current = lines
  useEffect(() => {
    const target = field.current
    if (!place || !target) return
    const before = current.current.slice(0, place.line - 1)
    const offset = before.reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1
    target.focus({ preventScroll: true })
    target.setSelectionRange(offset, offset)
    const line = Number.parseFloat(getComputedStyle(target).lineHeight)
    target.closest('[data-scrolls]')?.scrollTo({ top: Math.max(0, (place.line - 5) * line) })
  }, [place])
  return (
    <div className={classes.editor} data-scrolls>
      <div className={classes.gutter} aria-hidden>
        {lines.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={index} data-wrong={wrong.has(index + 1) || undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={field}
        aria-label={label}
        aria-invalid={wrong.size > 0 || undefined}
        className={classes.field}
        value={text}
        rows={lines.length}
        wrap="off"
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
        translate="no"
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
