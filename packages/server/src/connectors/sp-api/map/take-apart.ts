import { instantMs } from '../instant.ts'
import type { FieldValue, ImportWarning, JsonValue, WarningCode } from '../item.ts'
import { exactPath, type PathStep, safePath } from '../read/safe-path.ts'
import type { MapNode, Target } from './compile-map.ts'
import { elementKeys } from './element-keys.ts'
import { asJson, type Branch, type Passed, Trees } from './place-value.ts'

export interface TakenApart {
  readonly id: JsonValue | undefined
  readonly fields: Record<string, FieldValue>
  readonly warnings: ImportWarning[]
}

interface Work {
  id: JsonValue | undefined
  /** By name of the field, which the table knows: none is a name that objects have of themselves. */
  readonly scalars: Record<string, string | number>
  readonly fields: Record<string, Branch>
  readonly trees: Trees
  readonly unclassified: Map<string, JsonValue>
  readonly warnings: ImportWarning[]
  readonly path: PathStep[]
  readonly passed: Passed[]
}

type FieldTarget = Extract<Target, { kind: 'field' }>
type Scalar = string | number | boolean

const EMAIL = /[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@]/
const PRIVATE_USE = /[\uE000-\uF8FF\u{F0000}-\u{10FFFF}]/u

const isScalar = (value: JsonValue): value is Scalar => value !== null && typeof value !== 'object'

/** Quick, and true of every text that is blank. */
const beginsBlank = (text: string): boolean => {
  const first = text.charCodeAt(0)
  return !(first > 0x20 && first < 0x7f)
}

/** Nothing is in it: keeping it would only overwrite what an earlier answer, with more rights, had given. */
const isBlank = (value: JsonValue): boolean => {
  if (value === null) return true
  if (typeof value === 'string') return beginsBlank(value) && value.trim() === ''
  if (typeof value !== 'object') return false
  return Array.isArray(value) ? value.every(isBlank) : Object.keys(value).length === 0
}

const warn = (work: Work, code: WarningCode): void => {
  work.warnings.push({ code, path: safePath(work.path) })
}

/** What has no safe place goes where the strictest handling is. */
function setAside(work: Work, value: JsonValue, code: WarningCode): void {
  work.unclassified.set(exactPath(work.path), value)
  warn(work, code)
}

/** The value as the field's type wants it, or the reason why it cannot be. */
function fit(target: FieldTarget, value: Scalar): { value: string | number } | WarningCode {
  if (target.type === 'number') {
    const n = typeof value === 'string' && value.length <= 20 ? Number(value) : value
    return typeof n === 'number' && Number.isFinite(n) ? { value: n } : 'unexpected_type'
  }
  const text = String(value)
  if (target.type === 'time' && instantMs(text) === null) return 'invalid_time'
  return { value: text }
}

function put(work: Work, target: FieldTarget, value: Scalar): void {
  if (typeof value === 'string') {
    if (PRIVATE_USE.test(value)) warn(work, 'private_use_character')
    if (target.class === 'order' && value.includes('@') && EMAIL.test(value)) {
      setAside(work, value, 'looks_personal')
      return
    }
  }
  if (target.type === 'json') {
    let tree = work.fields[target.field]
    if (tree === undefined) {
      tree = work.trees.begin(target.steps)
      work.fields[target.field] = tree
    }
    if (!work.trees.place(tree, target, work.passed, value)) setAside(work, value, 'conflicting_value')
    return
  }
  const fitted = fit(target, value)
  if (typeof fitted === 'string') {
    setAside(work, value, fitted)
    return
  }
  const there = work.scalars[target.field]
  if (there === undefined) work.scalars[target.field] = fitted.value
  else if (there !== fitted.value) setAside(work, value, 'conflicting_value')
}

function walk(work: Work, node: MapNode, value: JsonValue): void {
  if (isBlank(value)) return
  const target = node.target
  if (target?.kind === 'drop') return
  if (target?.kind === 'id') {
    work.id ??= value
    return
  }
  if (target !== null) {
    if (isScalar(value)) put(work, target, value)
    else setAside(work, value, 'unexpected_type')
  } else if (node.each !== null && Array.isArray(value)) walkElements(work, node.each, value)
  else if (node.each === null && typeof value === 'object' && !Array.isArray(value))
    walkMembers(work, node, value as Readonly<Record<string, JsonValue>>)
  else setAside(work, value, 'unexpected_type')
}

function walkElements(work: Work, each: MapNode, elements: readonly JsonValue[]): void {
  const keys = elementKeys(elements)
  for (let index = 0; index < elements.length; index++) {
    work.path.push(index)
    work.passed.push({ index, key: keys[index] ?? `#${index}` })
    walk(work, each, elements[index] as JsonValue)
    work.passed.pop()
    work.path.pop()
  }
}

function walkMembers(work: Work, node: MapNode, object: Readonly<Record<string, JsonValue>>): void {
  for (const name of Object.keys(object)) {
    const value = object[name] as JsonValue
    work.path.push(name)
    const next = node.members.get(name)
    if (next !== undefined) walk(work, next, value)
    else if (!isBlank(value)) setAside(work, value, 'unclassified_field')
    work.path.pop()
  }
}

/** Every value of an order into exactly one field, by the map; what the map does not know into `unclassified`, by its path. */
export function takeApart(map: MapNode, order: JsonValue): TakenApart {
  const work: Work = {
    id: undefined,
    scalars: {},
    fields: {},
    trees: new Trees(),
    unclassified: new Map(),
    warnings: [],
    path: [],
    passed: [],
  }
  walk(work, map, order)
  work.trees.closeLists()
  const fields: Record<string, FieldValue> = work.scalars
  for (const name of Object.keys(work.fields)) fields[name] = asJson(work.fields[name] as Branch)
  if (work.unclassified.size > 0) fields.unclassified = Object.fromEntries(work.unclassified)
  return { id: work.id, fields, warnings: work.warnings }
}
