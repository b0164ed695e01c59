import classes from './components.module.css'

interface BarProps {
  /** Parts in the order they stand, each with a name that colours it (`data-state`) and a count. */
  readonly parts: readonly { readonly state: string; readonly count: number }[]
  readonly label: string
}

/** Shares of a whole in one line. */
export function ShareBar({ parts, label }: BarProps) {
  return (
    <div className={classes.share} role="img" aria-label={label}>
      {parts
        .filter((p) => p.count > 0)
        .map((p) => (
          <span key={p.state} data-state={p.state} style={{ flexGrow: p.count }} />
        ))}
    </div>
  )
}

interface SparkProps {
  readonly values: readonly number[]
  readonly label: string
}

/** A run of values without axes; the label says in words what it shows. */
export function Sparkline({ values, label }: SparkProps) {
  const most = Math.max(1, ...values)
  const step = 120 / Math.max(1, values.length - 1)
  const points = values
    .map((v, i) => `${(i * step).toFixed(1)},${(26 - (v / most) * 24).toFixed(1)}`)
    .join(' ')
  return (
    <svg
      className={classes.spark}
      viewBox="0 0 120 28"
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <polyline
        points={points}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
