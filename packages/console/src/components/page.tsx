import type { ReactNode } from 'react'
import classes from './components.module.css'

interface PageProps {
  readonly title: ReactNode
  /** One sentence about what the screen is for, or the state it shows. */
  readonly intro?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, intro, actions, children }: PageProps) {
  return (
    <div className={classes.page}>
      <header className={classes.pageTop}>
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {intro && <p className={classes.intro}>{intro}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  readonly title: ReactNode
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** Without inner margins, for tables. */
  readonly flush?: boolean
}

export function Panel({ title, aside, children, flush }: PanelProps) {
  return (
    <section className={classes.panel} data-flush={flush || undefined}>
      <header className={classes.panelTop}>
        <h2>{title}</h2>
        {aside}
      </header>
      <div className={classes.panelBody}>{children}</div>
    </section>
  )
}

/** Names and values. */
export function Facts({ of }: { readonly of: readonly (readonly [name: ReactNode, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {of.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one list do not move
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
