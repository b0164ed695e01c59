import { UnstyledButton } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState } from 'react'
import { Dialog } from '../components/dialog.tsx'
import { useBase } from '../i18n/base.ts'
import { useLanguage } from '../i18n/language.tsx'
import { screens } from '../screens.ts'
import { useOpenScreens } from './navigation.tsx'
import classes from './shell.module.css'

/** Ctrl/⌘-K: any screen by its name in either language. */
export function Palette() {
  const t = useBase()
  const [open, setOpen] = useState(false)
  useHotkeys([['mod+K', () => setOpen(true)]], [])
  return (
    <>
      <UnstyledButton className={classes.paletteButton ?? ''} onClick={() => setOpen(true)}>
        <IconSearch size={16} aria-hidden />
        <span>{t.palette.open}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </UnstyledButton>
      <Dialog open={open} onClose={() => setOpen(false)} title={t.palette.open} top>
        <Choices done={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function Choices({ done }: { readonly done: () => void }) {
  const t = useBase()
  const go = useNavigate()
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const open = useOpenScreens()
  const account = screens.find((s) => s.path === '/account')
  const found = [...open, ...(account ? [account] : [])].filter(({ title, path }) =>
    `${title.en} ${title.ja} ${path}`.toLowerCase().includes(text.trim().toLowerCase()),
  )
  const current = Math.min(at, found.length - 1)
  const choose = (index: number) => {
    const screen = found[index]
    if (!screen) return
    done()
    void go({ to: screen.path })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((current + step + found.length) % Math.max(1, found.length))
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(current)
  }
  return (
    <div className={classes.palette}>
      <input
        role="combobox"
        data-autofocus
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
        aria-label={t.palette.placeholder}
        placeholder={t.palette.placeholder}
        className={classes.paletteInput}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <Found id={id} screens={found} current={current} choose={choose} />
      <p className={classes.hint}>{found.length === 0 ? t.palette.none : t.palette.keys}</p>
    </div>
  )
}

interface FoundProps {
  /** Of the field that this belongs to; the ids of the list and its options begin with it. */
  readonly id: string
  readonly screens: typeof screens
  readonly current: number
  readonly choose: (index: number) => void
}

function Found({ id, screens: found, current, choose }: FoundProps) {
  const t = useBase()
  const { language } = useLanguage()
  return (
    <div role="listbox" id={`${id}-list`} aria-label={t.navigation} className={classes.paletteList}>
      {found.map(({ path, title, icon: Icon }, index) => (
        <div
          key={path}
          role="option"
          id={`${id}-${index}`}
          aria-selected={index === current}
          tabIndex={-1}
          className={classes.item}
          onClick={() => choose(index)}
          onKeyDown={() => {}}
        >
          <Icon size={18} stroke={1.7} aria-hidden />
          {title[language]}
        </div>
      ))}
    </div>
  )
}
