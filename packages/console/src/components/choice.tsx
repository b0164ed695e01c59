import { useId } from 'react'
import classes from './choice.module.css'
import { Group } from './group.tsx'

interface Props<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly label: string; readonly text?: string }[]
}

/** One of a few, each with a sentence on what it means. */
export function Choice<Value extends string>({ label, value, onChange, options }: Props<Value>) {
  const name = useId()
  return (
    <Group label={label}>
      {options.map((option) => (
        <label
          key={option.value}
          className={classes.option}
          data-chosen={option.value === value || undefined}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            <strong>{option.label}</strong>
            {option.text && <span className={classes.optionText}>{option.text}</span>}
          </span>
        </label>
      ))}
    </Group>
  )
}
