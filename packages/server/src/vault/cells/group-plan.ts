import type { AppliedPolicy, CollectionModel, GroupModel } from '../../policy/index.ts'
import type { Fields } from '../fields/field-values.ts'
import { jsonText } from './json-text.ts'

/** A class of a collection, as a policy version numbers it. */
export interface PlannedClass {
  readonly name: string
  readonly number: number
}

/** What ends together: one record key, a cell for each class of which a record has something. */
export interface PlannedGroup {
  readonly model: GroupModel
  readonly number: number
}

interface PlannedField {
  /** Place of its class among the classes of the collection, group by group. */
  readonly at: number
  /** Place among the fields of the policy. */
  readonly order: number
  /** `"name":` */
  readonly quoted: string
}

interface Plan {
  readonly classes: readonly { readonly class: PlannedClass; readonly group: PlannedGroup }[]
  readonly fields: ReadonlyMap<string, PlannedField>
}

const plans = new WeakMap<AppliedPolicy, Map<CollectionModel, Plan>>()

/** Made once for a policy version. */
function planOf(applied: AppliedPolicy, collection: CollectionModel): Plan {
  let ofVersion = plans.get(applied)
  if (!ofVersion) {
    ofVersion = new Map()
    plans.set(applied, ofVersion)
  }
  let plan = ofVersion.get(collection)
  if (!plan) {
    plan = newPlan(applied, collection)
    ofVersion.set(collection, plan)
  }
  return plan
}

function newPlan({ numbers }: AppliedPolicy, collection: CollectionModel): Plan {
  const classes = collection.groups.flatMap((model) => {
    const group = { model, number: numbers.group[`${collection.name}/${model.key}`] as number }
    return model.classes.map((name) => ({ class: { name, number: numbers.class[name] as number }, group }))
  })
  const fields = new Map<string, PlannedField>()
  collection.fields.forEach((field, order) => {
    const at = classes.findIndex((c) => c.class.name === field.class)
    if (at >= 0) fields.set(field.name, { at, order, quoted: `${JSON.stringify(field.name)}:` })
  })
  return { classes, fields }
}

/** A cell as it goes into its encryption: JSON `[id, fields]`. */
export interface CellToBe {
  readonly class: PlannedClass
  readonly text: string
}

export interface GroupToBe {
  readonly group: PlannedGroup
  readonly cells: readonly CellToBe[]
}

interface Part {
  readonly field: PlannedField
  readonly text: string
}

/**
 * What a record's fields make: a group for all that ends together, in it a cell for each class of which there is something. Fields stand in the policy's order,
 * whatever the order they came in, so that equal fields make equal cells. Fields that the policy does not have are left out.
 */
export function groupsToBe(
  applied: AppliedPolicy,
  collection: CollectionModel,
  id: string,
  fields: Fields,
): GroupToBe[] {
  const plan = planOf(applied, collection)
  const byClass: Part[][] = []
  for (const name of Object.keys(fields)) {
    const field = plan.fields.get(name)
    const text = field && jsonText(fields[name])
    if (field === undefined || text === undefined) continue
    const parts = byClass[field.at]
    if (parts) insert(parts, { field, text })
    else byClass[field.at] = [{ field, text }]
  }
  const groups: { group: PlannedGroup; cells: CellToBe[] }[] = []
  const begin = `[${jsonText(id)},{`
  for (let at = 0; at < plan.classes.length; at++) {
    const parts = byClass[at]
    if (!parts) continue
    const { class: cls, group } = plan.classes[at] as Plan['classes'][number]
    const cell = { class: cls, text: `${begin}${joined(parts)}}]` }
    const last = groups.at(-1)
    if (last?.group === group) last.cells.push(cell)
    else groups.push({ group, cells: [cell] })
  }
  return groups
}

/** In its place by the policy's order; most come in one order or nearly. */
function insert(parts: Part[], part: Part): void {
  let at = parts.length
  parts.push(part)
  for (; at > 0 && (parts[at - 1] as Part).field.order > part.field.order; at--)
    parts[at] = parts[at - 1] as Part
  parts[at] = part
}

function joined(parts: readonly Part[]): string {
  let text = ''
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part
    text += i === 0 ? part.field.quoted : `,${part.field.quoted}`
    text += part.text
  }
  return text
}
