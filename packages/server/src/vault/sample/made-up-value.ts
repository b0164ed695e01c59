import type { CollectionModel, FieldModel } from '../../policy/index.ts'
import type { MadeUpText, SampleMode } from './made-up-text.ts'

export interface MakeUp {
  readonly text: MadeUpText
  readonly mode: SampleMode
  /** Names of members that many records have, so that they are a schema's and nobody's. */
  readonly names: ReadonlySet<string>
}

/** What belongs to one record: by how much its times are moved. */
export interface RecordShift {
  readonly name: string
  /** Milliseconds into the past; all times of a record alike, so that their order and distances stay. */
  readonly ms: number
}

const DAY_MS = 86_400_000
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** A field's value made up anew: the same type, form and length, the same for the same value wherever it stands. */
export function madeUpField(
  make: MakeUp,
  collection: CollectionModel,
  field: FieldModel,
  value: unknown,
  shift: RecordShift,
): unknown {
  // What records are found and joined by keeps apart what is apart; a mask would make one of all.
  const joins = field.search === 'exact' || Object.values(collection.subjects).includes(field.name)
  const how = joins ? { ...make, mode: 'synthetic' as const } : make
  if (field.type === 'bytes' && typeof value === 'string') {
    const bytes = Buffer.from(value, 'base64')
    return make.text.bytes('bytes', value, bytes.length).subarray(0, bytes.length).toString('base64')
  }
  return madeUp(how, value, shift, field.name)
}

/** @param path where the value stands in its record */
export function madeUp(make: MakeUp, value: unknown, shift: RecordShift, path: string): unknown {
  if (typeof value === 'string') return madeUpString(make, value, shift)
  if (typeof value === 'number') return madeUpNumber(make, value)
  if (typeof value === 'boolean') return make.text.number('boolean', `${shift.name}/${path}`, 2) === 1
  if (Array.isArray(value)) return value.map((item, i) => madeUp(make, item, shift, `${path}/${i}`))
  if (typeof value !== 'object' || value === null) return null
  const made = Object.entries(value).map(([name, item]) => [
    make.names.has(name) ? name : make.text.text(name),
    madeUp(make, item, shift, `${path}/${name}`),
  ])
  return Object.fromEntries(made)
}

function madeUpString({ text, mode }: MakeUp, value: string, shift: RecordShift): string {
  if (DATE.test(value)) return movedDate(value, shift)
  if (INSTANT.test(value)) return movedInstant(value, shift.ms)
  return text.text(value, mode)
}

/** At least a day, so that it is another date. */
function movedDate(value: string, { ms }: RecordShift): string {
  const at = Date.parse(`${value}T00:00:00Z`)
  return Number.isNaN(at)
    ? value.replace(/\d/g, '1')
    : new Date(at - DAY_MS - (ms - (ms % DAY_MS))).toISOString().slice(0, 10)
}

/** In the form it had: offset from UTC, seconds and their parts. */
function movedInstant(value: string, ms: number): string {
  const [, , seconds = '', part = '', zone = 'Z'] = INSTANT.exec(value) ?? []
  const at = Date.parse(value)
  if (Number.isNaN(at)) return value.replace(/\d/g, '1')
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  const local = new Date(at - ms + offsetMs).toISOString()
  const parts =
    part === ''
      ? ''
      : `.${local
          .slice(20, 23)
          .padEnd(9, '0')
          .slice(0, part.length - 1)}`
  return `${local.slice(0, seconds === '' ? 16 : 19)}${parts}${zone}`
}

/** As many digits before and behind the point, the same sign; nothing stays nothing. */
function madeUpNumber({ text, mode }: MakeUp, value: number): number {
  const written = String(value)
  if (value === 0 || !/^-?\d+(?:\.\d+)?$/.test(written)) return value === 0 ? 0 : Math.sign(value)
  if (mode === 'masked') return Number(written.replace(/\d/g, '9'))
  for (let attempt = 0; attempt < 8; attempt++) {
    const random = text.bytes(`number/${attempt}`, written, written.length)
    const made = Number(
      [...written]
        .map((c, i) => {
          if (c < '0' || c > '9') return c
          // The ends are never 0: the number would lose a digit.
          const ends = i === written.length - 1 || i === (value < 0 ? 1 : 0)
          return c === '0' && written.startsWith('0.') && i === 0
            ? '0'
            : ends
              ? String(1 + ((random[i] ?? 0) % 9))
              : String((random[i] ?? 0) % 10)
        })
        .join(''),
    )
    if (made !== value) return made
  }
  return value + 1
}

const SCHEMA_NAME = /^[A-Za-z][A-Za-z_]{0,39}\d{0,2}$/

/** Counts in how many records each member's name is used: one that only a few have may be somebody's. */
export class MemberNames {
  readonly #seen = new Map<string, number>()

  /** Reads one record's values. */
  read(values: readonly unknown[]): void {
    const names = new Set<string>()
    for (const value of values) collect(value, names)
    for (const name of names) {
      const known = this.#seen.get(name)
      if (known !== undefined || this.#seen.size < MOST_NAMES) this.#seen.set(name, (known ?? 0) + 1)
    }
  }

  /** Those that look like a schema's and that at least `records` records have. */
  kept(records: number): ReadonlySet<string> {
    return new Set(
      [...this.#seen].filter(([name, n]) => n >= records && SCHEMA_NAME.test(name)).map(([name]) => name),
    )
  }
}

const MOST_NAMES = 10_000

function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, names)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      names.add(name)
      collect(item, names)
    }
  }
}
