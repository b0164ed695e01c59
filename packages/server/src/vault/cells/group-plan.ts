import type { AppliedPolicy, CollectionModel, GroupModel } from '../../policy/index.ts'
import type { Fields } from '../fields/field-values.ts'
import type { CellFields } from './cell.ts'

/** A class of a collection, with the names of its fields as the policy orders them. */
export interface PlannedClass {
  readonly name: string
  readonly number: number
  readonly fields: readonly string[]
}

/** What ends together: one record key, a cell for each class of which a record has something. */
export interface PlannedGroup {
  readonly model: GroupModel
  readonly number: number
  readonly classes: readonly PlannedClass[]
}

const plans = new WeakMap<AppliedPolicy, Map<CollectionModel, readonly PlannedGroup[]>>()

/** The groups of a collection as a policy version numbers them; made once for a version. */
export function groupPlan(applied: AppliedPolicy, collection: CollectionModel): readonly PlannedGroup[] {
  let ofVersion = plans.get(applied)
  if (!ofVersion) {
    ofVersion = new Map()
    plans.set(applied, ofVersion)
  }
  let plan = ofVersion.get(collection)
  if (!plan) {
    plan = collection.groups.map((model) => ({
      model,
      number: applied.numbers.group[`${collection.name}/${model.key}`] as number,
      classes: model.classes.map((name) => ({
        name,
        number: applied.numbers.class[name] as number,
        fields: collection.fields.filter((f) => f.class === name).map((f) => f.name),
      })),
    }))
    ofVersion.set(collection, plan)
  }
  return plan
}

/** Fields of one cell. */
export interface CellToBe {
  readonly class: PlannedClass
  readonly fields: CellFields
}

/** What a record's fields make in a group: its cells, none for a class of which there is nothing. In the policy's order, whatever the order they came in. */
export function cellsOf(group: PlannedGroup, fields: Fields): CellToBe[] {
  const cells: CellToBe[] = []
  for (const planned of group.classes) {
    let own: Record<string, unknown> | undefined
    for (const name of planned.fields) {
      if (!Object.hasOwn(fields, name)) continue
      own ??= {}
      own[name] = fields[name]
    }
    if (own) cells.push({ class: planned, fields: own })
  }
  return cells
}
