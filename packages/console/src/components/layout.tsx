import type { ReactNode } from 'react'
import classes from './layout.module.css'

interface Inner {
  readonly children: ReactNode
}

/** Parts one below the other. */
export const Stack = ({ children }: Inner) => <div className={classes.stack}>{children}</div>
/** Fields and buttons of a form in one line, as far as it is wide enough. */
export const Row = ({ children }: Inner) => <div className={classes.row}>{children}</div>
/** The row above a table that says what it shows. */
export const Tools = ({ children }: Inner) => <div className={classes.tools}>{children}</div>
/** What explains, and is read once. */
export const Soft = ({ children }: Inner) => <p className={classes.soft}>{children}</p>

interface ChipsProps {
  readonly of: readonly string[]
  readonly label?: string
  readonly strong?: boolean
}

/** A few short names side by side. */
export function Chips({ of, label, strong }: ChipsProps) {
  return (
    <ul className={classes.chips} aria-label={label}>
      {of.map((name) => (
        <li key={name} className={classes.chip} data-strong={strong || undefined}>
          {name}
        </li>
      ))}
    </ul>
  )
}

interface TableProps {
  readonly label: string
  /** One may be empty: what is below it speaks for itself. */
  readonly heads: readonly string[]
  /** Rows: a key, and one cell a head; the first names the row. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}

/** A short table that is read as a whole. */
export function SmallTable({ label, heads, rows }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((head) =>
              head === '' ? (
                <td key={head} />
              ) : (
                <th key={head} scope="col">
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...rest] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {rest.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the cells of a row do not move
                <Cell key={index} head={heads[index + 1]}>
                  {cell}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** On a phone it says itself what it is; what is empty is not there. */
function Cell({ head, children }: { readonly head: string | undefined; readonly children: ReactNode }) {
  const empty = children === false || children === null || children === undefined
  return (
    <td data-head={head || undefined} data-empty={empty || undefined}>
      {children}
    </td>
  )
}
