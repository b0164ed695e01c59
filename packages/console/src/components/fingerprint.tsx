import classes from './components.module.css'

/** A hash: its beginning, all of it when it is unfolded. */
export function Fingerprint({ hex }: { readonly hex: string }) {
  return (
    <details className={classes.fingerprint}>
      <summary>
        <code>{hex.slice(0, 12)}…</code>
      </summary>
      <code>{hex}</code>
    </details>
  )
}
