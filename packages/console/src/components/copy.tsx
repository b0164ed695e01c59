import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useBase } from '../i18n/base.ts'
import classes from './components.module.css'

/** Puts a text on the clipboard, and says that it did. */
export function Copy({ text, label }: { readonly text: string; readonly label?: string }) {
  const t = useBase()
  const clipboard = useClipboard({ timeout: 2000 })
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={
        clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
      }
      onClick={() => clipboard.copy(text)}
    >
      <span aria-live="polite">{clipboard.copied ? t.copied : (label ?? t.copy)}</span>
    </Button>
  )
}

/** Lines to take away: commands, a key, a link. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <figure className={classes.code} aria-label={label}>
      <pre translate="no">
        <code>{text}</code>
      </pre>
      <div className={classes.codeTools}>
        <Copy text={text} />
      </div>
    </figure>
  )
}

/** An opaque id: its beginning, all of it on the clipboard. */
export function IdText({ id }: { readonly id: string }) {
  const t = useBase()
  const clipboard = useClipboard({ timeout: 1500 })
  const shown = clipboard.copied ? t.copied : `${id.slice(0, id.indexOf('_') + 5)}…${id.slice(-6)}`
  return (
    <button
      type="button"
      className={classes.id}
      title={id}
      aria-label={`${t.copy}: ${shown}`}
      onClick={() => clipboard.copy(id)}
    >
      <code>{shown}</code>
    </button>
  )
}
